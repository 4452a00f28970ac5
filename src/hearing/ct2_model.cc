#include "hearing/ct2_model.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <ggml.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <optional>

namespace vivavoce::hearing {
namespace {

constexpr uint32_t kBinaryVersion = 6;
constexpr uint32_t kMaxVariables = 1 << 16;
constexpr int kMaxRank = 4;

// Reads little-endian fields; after the first one that is not wholly there, failed() stays true.
class Cursor {
 public:
  explicit Cursor(std::span<const uint8_t> bytes) : bytes_(bytes) {}

  bool failed() const { return failed_; }
  size_t position() const { return at_; }

  std::span<const uint8_t> Bytes(size_t count) {
    if (failed_ || count > bytes_.size() - at_) {
      failed_ = true;
      return {};
    }
    at_ += count;
    return bytes_.subspan(at_ - count, count);
  }
  uint32_t Number(size_t width) {
    uint32_t value = 0;
    const auto bytes = Bytes(width);
    for (size_t i = 0; i < bytes.size(); ++i) value |= static_cast<uint32_t>(bytes[i]) << (8 * i);
    return value;
  }
  std::string Text() {
    const auto bytes = Bytes(Number(2));
    if (bytes.empty()) return {};
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size() - 1};
  }

 private:
  std::span<const uint8_t> bytes_;
  size_t at_ = 0;
  bool failed_ = false;
};

std::optional<size_t> SizeOf(uint32_t type) {
  switch (static_cast<Ct2Type>(type)) {
    case Ct2Type::kInt8:
      return 1;
    case Ct2Type::kInt16:
    case Ct2Type::kFloat16:
    case Ct2Type::kBFloat16:
      return 2;
    case Ct2Type::kFloat32:
    case Ct2Type::kInt32:
      return 4;
  }
  return std::nullopt;
}

Result<std::span<const uint8_t>> Map(const std::string& path, std::shared_ptr<const void>& owner) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return Fail(Error::NotFound("model file not found: " + path));
  struct stat info {};
  const bool known = ::fstat(file, &info) == 0 && S_ISREG(info.st_mode);
  const auto size = known ? static_cast<size_t>(info.st_size) : 0;
  void* start = size > 0 ? ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0) : MAP_FAILED;
  ::close(file);
  if (start == MAP_FAILED) return Fail(Error::Corrupt(path + ": is empty or cannot be read"));
  owner = std::shared_ptr<const void>(
      start, [size](const void* mapped) { ::munmap(const_cast<void*>(mapped), size); });
  return std::span(static_cast<const uint8_t*>(start), size);
}

}  // namespace

int64_t Ct2Tensor::elements() const {
  int64_t count = 1;
  for (const int64_t dim : dims) count *= dim;
  return count;
}

Error Ct2Model::Wrong(const std::string& what) const { return Error::Corrupt(path_ + ": " + what); }

Result<Ct2Model> Ct2Model::Open(const std::filesystem::path& path) {
  Ct2Model model;
  model.path_ = path.string();
  const auto bytes = Map(model.path_, model.mapping_);
  if (!bytes) return Fail(bytes.error());
  Cursor cursor(*bytes);
  if (const uint32_t version = cursor.Number(4); version != kBinaryVersion) {
    return Fail(
        model.Wrong(fmt::format("not a CTranslate2 model of binary version {}", kBinaryVersion)));
  }
  model.spec_ = cursor.Text();
  cursor.Number(4);  // revision of the spec: the names below are checked one by one anyway
  const uint32_t count = cursor.Number(4);
  if (count > kMaxVariables) return Fail(model.Wrong(fmt::format("claims {} variables", count)));
  for (uint32_t i = 0; i < count; ++i) {
    const std::string name = cursor.Text();
    Ct2Tensor tensor;
    const uint32_t rank = cursor.Number(1);
    if (rank > kMaxRank) return Fail(model.Wrong(fmt::format("{}: rank {}", name, rank)));
    uint64_t elements = 1;
    for (uint32_t d = 0; d < rank; ++d) {
      const uint32_t dim = cursor.Number(4);
      tensor.dims.push_back(dim);
      // Both factors are below 2^32 here, so the product does not wrap before it is checked.
      elements *= dim;
      if (elements > bytes->size()) {
        return Fail(model.Wrong(fmt::format("{}: more elements than the file has bytes", name)));
      }
    }
    const uint32_t type = cursor.Number(1);
    const uint32_t size = cursor.Number(4);
    const auto element = SizeOf(type);
    if (cursor.failed()) break;
    if (!element) return Fail(model.Wrong(fmt::format("{}: unknown type {}", name, type)));
    if (elements * *element != size) {
      return Fail(model.Wrong(fmt::format("{}: {} bytes do not fit its shape [{}]", name, size,
                                          fmt::join(tensor.dims, ","))));
    }
    tensor.type = static_cast<Ct2Type>(type);
    tensor.bytes = cursor.Bytes(size);
    if (cursor.failed()) break;
    model.tensors_[name] = std::move(tensor);
  }
  if (cursor.failed()) {
    return Fail(model.Wrong(fmt::format("ends after {} bytes, within variable {} of {}",
                                        bytes->size(), model.tensors_.size() + 1, count)));
  }
  return model;
}

Result<Ct2Tensor> Ct2Model::Find(const std::string& name) const {
  const auto found = tensors_.find(name);
  if (found == tensors_.end()) return Fail(Wrong("no variable " + name));
  return found->second;
}

Result<std::vector<float>> Ct2Model::Floats(const std::string& name,
                                            const std::vector<int64_t>& dims) const {
  const Result<Ct2Tensor> tensor = Find(name);
  if (!tensor) return Fail(tensor.error());
  if (tensor->dims != dims) {
    return Fail(Wrong(fmt::format("{} has shape [{}], must be [{}]", name,
                                  fmt::join(tensor->dims, ","), fmt::join(dims, ","))));
  }
  std::vector<float> values(static_cast<size_t>(tensor->elements()));
  if (tensor->type == Ct2Type::kFloat32) {
    std::memcpy(values.data(), tensor->bytes.data(), tensor->bytes.size());
    return values;
  }
  if (tensor->type != Ct2Type::kFloat16) return Fail(Wrong(name + " is not float16 or float32"));
  std::vector<ggml_fp16_t> halves(values.size());
  std::memcpy(halves.data(), tensor->bytes.data(), tensor->bytes.size());  // may be unaligned
  ggml_fp16_to_fp32_row(halves.data(), values.data(), static_cast<int64_t>(values.size()));
  return values;
}

}  // namespace vivavoce::hearing
