#include "vocoder/tensor_file.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <utility>

namespace vivavoce::vocoder {
namespace {

using nlohmann::json;
static_assert(std::endian::native == std::endian::little, "the format is little-endian");

constexpr uint64_t kMaxHeader = 16 << 20;

// The product of the dimensions, or -1 when one is negative or it is more than `most`.
int64_t Count(const std::vector<int64_t>& shape, int64_t most) {
  int64_t count = 1;
  for (const int64_t size : shape) {
    if (size < 0 || (size > 0 && count > most / size)) return -1;
    count *= size;
  }
  return count;
}

Error BadTensor(const std::string& name, const std::string& why) {
  return Error::Corrupt("tensor '" + name + "' " + why);
}

}  // namespace

Result<TensorFile> TensorFile::Read(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary | std::ios::ate);
  if (!in) return Fail(Error::NotFound("file not found: " + path.string()));
  std::string bytes(static_cast<size_t>(std::max<std::streamoff>(0, in.tellg())), '\0');
  in.seekg(0);
  if (!in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()))) {
    return Fail(Error::Corrupt("cannot read " + path.string()));
  }
  auto file = Parse(std::move(bytes));
  if (!file) return Fail(Error::Corrupt(path.string() + ": " + file.error().message));
  return file;
}

Result<TensorFile> TensorFile::Parse(std::string bytes) {
  TensorFile file;
  file.bytes_ = std::move(bytes);
  const std::string_view all(file.bytes_);
  uint64_t header_size = 0;
  if (all.size() < sizeof header_size) return Fail(Error::Corrupt("the file has no header"));
  std::memcpy(&header_size, all.data(), sizeof header_size);
  if (header_size > kMaxHeader || header_size > all.size() - sizeof header_size) {
    return Fail(Error::Corrupt("the header is longer than the file"));
  }
  const json header = json::parse(all.substr(sizeof header_size, header_size), nullptr, false);
  const std::string_view data = all.substr(sizeof header_size + header_size);
  // Writers pad the header so that the data are aligned; the views need it.
  const bool aligned = reinterpret_cast<uintptr_t>(data.data()) % alignof(float) == 0;
  if (!header.is_object() || data.size() % sizeof(float) != 0 || !aligned) {
    return Fail(Error::Corrupt("the header is no JSON object of 4 n bytes, or the data no floats"));
  }
  const std::span floats(reinterpret_cast<const float*>(data.data()), data.size() / sizeof(float));
  for (const auto& [name, entry] : header.items()) {
    if (name == "__metadata__") continue;
    try {
      if (entry.at("dtype") != "F32") return Fail(BadTensor(name, "is not F32"));
      TensorView view{entry.at("shape").get<std::vector<int64_t>>(), {}};
      const auto offsets = entry.at("data_offsets").get<std::vector<uint64_t>>();
      const int64_t count = Count(view.shape, static_cast<int64_t>(floats.size()));
      if (offsets.size() != 2 || offsets[0] % sizeof(float) != 0 || offsets[1] < offsets[0] ||
          offsets[1] > data.size() || count < 0 ||
          offsets[1] - offsets[0] != static_cast<uint64_t>(count) * sizeof(float)) {
        return Fail(BadTensor(name, "does not fit its place in the file"));
      }
      view.values = floats.subspan(offsets[0] / sizeof(float), static_cast<size_t>(count));
      file.tensors_.emplace(name, std::move(view));
    } catch (const json::exception&) {
      return Fail(BadTensor(name, "is not described as the format asks"));
    }
  }
  return file;
}

Result<TensorView> TensorFile::Find(const std::string& name,
                                    std::initializer_list<int64_t> shape) const {
  const auto found = tensors_.find(name);
  if (found == tensors_.end()) return Fail(BadTensor(name, "is missing"));
  const bool fits = std::ranges::equal(found->second.shape, shape, [](int64_t is, int64_t wanted) {
    return wanted == -1 ? is > 0 : is == wanted;
  });
  if (!fits) return Fail(BadTensor(name, "has an unexpected shape"));
  return found->second;
}

void TensorFileWriter::Add(std::string name, std::vector<int64_t> shape,
                           std::vector<float> values) {
  assert(Count(shape, INT64_MAX) == static_cast<int64_t>(values.size()));
  tensors_.emplace(std::move(name), Tensor{std::move(shape), std::move(values)});
}

std::string TensorFileWriter::Serialize() const {
  json header = json::object();
  size_t offset = 0;
  for (const auto& [name, tensor] : tensors_) {
    const size_t end = offset + tensor.values.size() * sizeof(float);
    header[name] = {{"dtype", "F32"}, {"shape", tensor.shape}, {"data_offsets", {offset, end}}};
    offset = end;
  }
  std::string text = header.dump();
  text.resize((text.size() + 7) / 8 * 8, ' ');  // the data begin at a multiple of 8
  const uint64_t size = text.size();
  std::string bytes(reinterpret_cast<const char*>(&size), sizeof size);
  bytes += text;
  for (const auto& [name, tensor] : tensors_) {
    bytes.append(reinterpret_cast<const char*>(tensor.values.data()),
                 tensor.values.size() * sizeof(float));
  }
  return bytes;
}

Status TensorFileWriter::Write(const std::filesystem::path& path) const {
  std::ofstream out(path, std::ios::binary);
  const std::string bytes = Serialize();
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (!out.flush()) return Fail(Error::Unavailable("cannot write " + path.string()));
  return {};
}

}  // namespace vivavoce::vocoder
