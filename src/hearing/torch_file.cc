#include "hearing/torch_file.h"

#include <array>
#include <bit>
#include <cstring>
#include <fstream>
#include <iterator>
#include <utility>

namespace vivavoce::hearing {
namespace {

static_assert(std::endian::native == std::endian::little);

using PickleKind = PickleValue::Kind;

constexpr std::string_view kMagicNumber = "\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19";
constexpr int64_t kTorchProtocol = 1001;
constexpr std::string_view kTensor = "torch._utils _rebuild_tensor_v2";
constexpr std::string_view kFloats = "torch FloatStorage";
constexpr std::array<std::string_view, 3> kTorchNames = {kTensor, kFloats,
                                                         "collections OrderedDict"};

// ('storage', type, key, device, elements, None or (key of the view, offset, elements))
constexpr size_t kStorageType = 1, kStorageKey = 2, kStorageView = 5, kStorageFields = 6;
// (storage, offset, sizes, strides, ...)
constexpr size_t kTensorOffset = 1, kTensorSizes = 2, kTensorStrides = 3;

bool IsInteger(const PickleValue& value) { return value.kind == PickleKind::kInteger; }

bool IsTuple(const PickleValue& value, size_t min_items) {
  return value.kind == PickleKind::kSequence && value.items.size() >= min_items;
}

bool AreIntegers(const PickleValue& value, const std::vector<int64_t>& expected) {
  if (!IsTuple(value, 0) || value.items.size() != expected.size()) return false;
  for (size_t i = 0; i < expected.size(); ++i) {
    if (!IsInteger(*value.items[i]) || value.items[i]->integer != expected[i]) return false;
  }
  return true;
}

std::vector<int64_t> RowMajorStrides(const std::vector<int64_t>& dims) {
  std::vector<int64_t> strides(dims.size(), 1);
  for (size_t i = dims.size(); i-- > 1;) strides[i - 1] = strides[i] * dims[i];
  return strides;
}

}  // namespace

Result<TorchFile> TorchFile::Read(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return Fail(Error::NotFound("cannot read " + path.string()));
  TorchFile file;
  file.file_ = path.string();
  file.bytes_.assign(std::istreambuf_iterator<char>(in), {});
  const auto wrong = [&](std::string_view what) {
    return Fail(Error::Corrupt(file.file_ + ": " + std::string(what)));
  };
  enum { kMagic, kVersion, kMachine, kSaved, kKeys, kPickles };
  std::array<std::optional<Pickle>, kPickles> pickles;
  size_t at = 0;
  for (size_t i = 0; i < kPickles; ++i) {
    auto pickle = Pickle::Parse(std::span(file.bytes_).subspan(at), kTorchNames);
    if (i == kMagic && (!pickle || pickle->root().text != kMagicNumber)) {
      return wrong("not a file of torch.save before 1.6");
    }
    if (!pickle) return wrong(pickle.error().message);
    at += pickle->size();
    pickles[i] = std::move(*pickle);
  }
  const PickleValue& version = pickles[kVersion]->root();
  if (!IsInteger(version) || version.integer != kTorchProtocol) return wrong("of another protocol");
  const PickleValue* little = pickles[kMachine]->root().Find("little_endian");
  if (!little || little->kind != PickleKind::kBoolean || !little->integer) {
    return wrong("not little-endian");
  }
  file.saved_ = std::move(pickles[kSaved]);
  if (Status status = file.ReadStorages(at, pickles[kKeys]->root()); !status) {
    return wrong(status.error().message);
  }
  return file;
}

Status TorchFile::ReadStorages(size_t at, const PickleValue& keys) {
  if (keys.kind != PickleKind::kSequence) return Fail(Error::Corrupt("no list of storages"));
  for (const PickleValue* key : keys.items) {
    int64_t count = 0;
    if (bytes_.size() - at < sizeof count) return Fail(Error::Corrupt("cut off"));
    std::memcpy(&count, bytes_.data() + at, sizeof count);
    at += sizeof count;
    if (count < 0 || static_cast<uint64_t>(count) > (bytes_.size() - at) / sizeof(float)) {
      return Fail(Error::Corrupt("cut off"));
    }
    storages_[key->text] = {at, count};
    at += static_cast<size_t>(count) * sizeof(float);
  }
  return {};
}

const PickleValue* TorchFile::Find(std::string_view path) const {
  const PickleValue* value = &saved_->root();
  for (size_t slash = 0; value && slash != path.npos;) {
    slash = path.find('/');
    value = value->Find(path.substr(0, slash));
    if (slash != path.npos) path.remove_prefix(slash + 1);
  }
  return value;
}

std::optional<TorchFile::Stretch> TorchFile::FindStretch(const PickleValue& tensor,
                                                         const std::vector<int64_t>& dims) const {
  if (tensor.kind != PickleKind::kCall || tensor.text != kTensor) return std::nullopt;
  const auto& made_of = tensor.items[0]->items;
  if (made_of.size() <= kTensorStrides) return std::nullopt;
  const PickleValue& offset = *made_of[kTensorOffset];
  if (!IsInteger(offset) || !AreIntegers(*made_of[kTensorSizes], dims) ||
      !AreIntegers(*made_of[kTensorStrides], RowMajorStrides(dims))) {
    return std::nullopt;
  }
  const PickleValue& storage = *made_of[0];
  if (storage.kind != PickleKind::kPersistent) return std::nullopt;
  const PickleValue& fields = *storage.items[0];
  if (!IsTuple(fields, kStorageFields) || fields.items[kStorageType]->text != kFloats) {
    return std::nullopt;
  }
  const PickleValue& view = *fields.items[kStorageView];
  int64_t begin = 0;
  if (view.kind != PickleKind::kNone) {
    if (!IsTuple(view, 2) || !IsInteger(*view.items[1])) return std::nullopt;
    begin = view.items[1]->integer;
  }
  const auto found = storages_.find(fields.items[kStorageKey]->text);
  if (found == storages_.end()) return std::nullopt;
  const int64_t count = found->second.count;
  if (begin < 0 || begin > count || offset.integer < 0 || offset.integer > count - begin) {
    return std::nullopt;
  }
  return Stretch{found->second, begin + offset.integer};
}

Result<std::vector<float>> TorchFile::Floats(std::string_view path,
                                             const std::vector<int64_t>& dims) const {
  const auto wrong = [&](const char* what) {
    return Fail(Error::Corrupt(file_ + ": " + what + ": " + std::string(path)));
  };
  const PickleValue* tensor = Find(path);
  if (!tensor) return wrong("no such tensor");
  const auto stretch = FindStretch(*tensor, dims);
  if (!stretch) return wrong("not the expected float32 tensor");
  int64_t count = 1;
  for (const int64_t dim : dims) count *= dim;
  if (count > stretch->storage.count - stretch->offset) return wrong("cut off");
  std::vector<float> values(static_cast<size_t>(count));
  std::memcpy(values.data(),
              bytes_.data() + stretch->storage.at +
                  static_cast<size_t>(stretch->offset) * sizeof(float),
              values.size() * sizeof(float));
  return values;
}

}  // namespace vivavoce::hearing
