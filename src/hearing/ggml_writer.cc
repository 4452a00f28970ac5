#include "hearing/ggml_writer.h"

#include <fmt/format.h>
#include <ggml.h>

namespace vivavoce::hearing {

GgmlWriter::GgmlWriter(const std::filesystem::path& path)
    : path_(path.string()), file_(path, std::ios::binary | std::ios::trunc) {}

void GgmlWriter::Bytes(const void* data, size_t size) {
  file_.write(static_cast<const char*>(data), static_cast<std::streamsize>(size));
}

void GgmlWriter::Number(int32_t value) { Bytes(&value, sizeof value); }

void GgmlWriter::Floats(std::span<const float> values) {
  Bytes(values.data(), values.size_bytes());
}

void GgmlWriter::Text(std::string_view text) {
  Number(static_cast<int32_t>(text.size()));
  Bytes(text.data(), text.size());
}

Status GgmlWriter::Tensor(std::string_view name, std::span<const float> values,
                          const std::vector<int64_t>& dims, Storage storage) {
  const ggml_type type = storage == Storage::kFloat32   ? GGML_TYPE_F32
                         : storage == Storage::kFloat16 ? GGML_TYPE_F16
                                                        : GGML_TYPE_Q8_0;
  const int64_t row = dims.back();
  if (row % ggml_blck_size(type) != 0) {
    return Fail(Error::Corrupt(fmt::format("{}: rows of {} cannot be quantised", name, row)));
  }
  Number(static_cast<int32_t>(dims.size()));
  Number(static_cast<int32_t>(name.size()));
  Number(type);
  for (auto dim = dims.rbegin(); dim != dims.rend(); ++dim) Number(static_cast<int32_t>(*dim));
  Bytes(name.data(), name.size());
  if (storage == Storage::kFloat32) {
    Floats(values);
    return {};
  }
  const auto count = static_cast<int64_t>(values.size());
  std::vector<uint8_t> packed(ggml_row_size(type, row) * static_cast<size_t>(count / row));
  ggml_quantize_chunk(type, values.data(), packed.data(), 0, count / row, row, nullptr);
  Bytes(packed.data(), packed.size());
  return {};
}

Status GgmlWriter::Close() {
  file_.close();
  if (file_.fail()) return Fail(Error::Unavailable(path_ + ": cannot be written"));
  return {};
}

}  // namespace vivavoce::hearing
