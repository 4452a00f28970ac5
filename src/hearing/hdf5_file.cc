#include "hearing/hdf5_file.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <fstream>
#include <iterator>
#include <numeric>
#include <optional>

namespace vivavoce::hearing {
namespace {

static_assert(std::endian::native == std::endian::little);

constexpr std::string_view kSignature = "\x89HDF\r\n\x1a\n";
constexpr uint64_t kRootScratch = 80;  // of the superblock: addresses of the root's tree and heap
constexpr uint64_t kSymbolSize = 40;
// A broken file may point in circles.
constexpr int kMaxDepth = 8;

enum Message : uint16_t {
  kDataspace = 0x01,
  kDatatype = 0x03,
  kLayout = 0x08,
  kContinuation = 0x10,
  kSymbolTable = 0x11,
};

}  // namespace

struct Hdf5File::Object {
  std::optional<Group> group;
  std::vector<uint64_t> dims;
  bool is_float32 = false;
  uint64_t data = 0;
  uint64_t size = 0;
};

bool Hdf5File::Holds(uint64_t at, uint64_t size) const {
  return at <= bytes_.size() && size <= bytes_.size() - at;
}

template <typename T>
T Hdf5File::Number(uint64_t at) const {
  T value = 0;
  if (Holds(at, sizeof value)) std::memcpy(&value, bytes_.data() + at, sizeof value);
  return value;
}

bool Hdf5File::Signed(uint64_t at, std::string_view signature) const {
  return Holds(at, signature.size()) &&
         std::memcmp(bytes_.data() + at, signature.data(), signature.size()) == 0;
}

Result<Hdf5File> Hdf5File::Read(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return Fail(Error::NotFound("cannot read " + path.string()));
  Hdf5File file;
  file.file_ = path.string();
  file.bytes_.assign(std::istreambuf_iterator<char>(in), {});
  constexpr uint64_t kVersionAt = 8, kOffsetSizeAt = 13, kLengthSizeAt = 14;
  if (!file.Signed(0, kSignature) || file.Number<uint8_t>(kVersionAt) != 0 ||
      file.Number<uint8_t>(kOffsetSizeAt) != 8 || file.Number<uint8_t>(kLengthSizeAt) != 8) {
    return Fail(Error::Corrupt(file.file_ + ": not an HDF5 file of version 0"));
  }
  file.root_ = {.tree = file.Number<uint64_t>(kRootScratch),
                .heap = file.Number<uint64_t>(kRootScratch + 8)};
  return file;
}

uint64_t Hdf5File::FindInTree(uint64_t node, uint64_t names, std::string_view name,
                              int depth) const {
  if (depth > kMaxDepth) return 0;
  if (Signed(node, "TREE")) {
    const auto children = Number<uint16_t>(node + 6);
    for (uint64_t i = 0; i < children; ++i) {
      const auto child = Number<uint64_t>(node + 32 + i * 16);  // keys and children take turns
      if (const uint64_t found = FindInTree(child, names, name, depth + 1)) return found;
    }
  } else if (Signed(node, "SNOD")) {
    const auto symbols = Number<uint16_t>(node + 6);
    for (uint64_t i = 0; i < symbols; ++i) {
      const uint64_t symbol = node + 8 + i * kSymbolSize;
      const auto at = names + Number<uint64_t>(symbol);
      const bool ends = Holds(at, name.size() + 1) && bytes_[at + name.size()] == 0;
      if (ends && Signed(at, name)) return Number<uint64_t>(symbol + 8);
    }
  }
  return 0;
}

uint64_t Hdf5File::Find(const Group& group, std::string_view name) const {
  if (!Signed(group.heap, "HEAP")) return 0;
  return FindInTree(group.tree, Number<uint64_t>(group.heap + 24), name, 0);
}

Hdf5File::Object Hdf5File::ReadObject(uint64_t header) const {
  Object object;
  if (Number<uint8_t>(header) != 1) return object;
  ReadMessages(header + 16, Number<uint32_t>(header + 8), 0, object);
  return object;
}

void Hdf5File::ReadMessages(uint64_t at, uint64_t size, int depth, Object& object) const {
  if (depth > kMaxDepth || !Holds(at, size)) return;
  for (const uint64_t end = at + size; at + 8 <= end;) {
    const auto type = Number<uint16_t>(at);
    const auto length = Number<uint16_t>(at + 2);
    const uint64_t body = at + 8;
    at = body + length;
    if (at > end) return;
    switch (type) {
      case kContinuation:
        ReadMessages(Number<uint64_t>(body), Number<uint64_t>(body + 8), depth + 1, object);
        break;
      case kSymbolTable:
        object.group = {.tree = Number<uint64_t>(body), .heap = Number<uint64_t>(body + 8)};
        break;
      case kDataspace: {
        const auto rank = Number<uint8_t>(body + 1);
        object.dims.clear();
        for (uint64_t i = 0; i < rank; ++i)
          object.dims.push_back(Number<uint64_t>(body + 8 + i * 8));
        break;
      }
      case kDatatype: {
        constexpr uint8_t kFloatVersion1 = 0x11;
        const bool little = (Number<uint8_t>(body + 1) & 1) == 0;
        object.is_float32 = Number<uint8_t>(body) == kFloatVersion1 && little &&
                            Number<uint32_t>(body + 4) == sizeof(float);
        break;
      }
      case kLayout: {
        const bool contiguous = Number<uint8_t>(body) == 3 && Number<uint8_t>(body + 1) == 1;
        if (!contiguous) break;
        object.data = Number<uint64_t>(body + 2);
        object.size = Number<uint64_t>(body + 10);
        break;
      }
      default:
        break;
    }
  }
}

Result<std::vector<float>> Hdf5File::Floats(std::string_view path,
                                            const std::vector<uint64_t>& dims) const {
  const auto wrong = [&](const char* what) {
    return Fail(Error::Corrupt(file_ + ": " + what + ": " + std::string(path)));
  };
  Group group = root_;
  std::string_view rest = path;
  for (size_t slash; (slash = rest.find('/')) != rest.npos; rest.remove_prefix(slash + 1)) {
    const uint64_t header = Find(group, rest.substr(0, slash));
    const Object object = header ? ReadObject(header) : Object{};
    if (!object.group) return wrong("no such group");
    group = *object.group;
  }
  const uint64_t header = Find(group, rest);
  if (!header) return wrong("no such dataset");
  const Object object = ReadObject(header);
  const uint64_t count =
      std::accumulate(dims.begin(), dims.end(), uint64_t{1}, std::multiplies<uint64_t>());
  if (!object.is_float32 || object.dims != dims || object.size != count * sizeof(float)) {
    return wrong("not the expected float32 array");
  }
  if (!Holds(object.data, object.size)) return wrong("cut off");
  std::vector<float> values(count);
  std::memcpy(values.data(), bytes_.data() + object.data, object.size);
  return values;
}

}  // namespace vivavoce::hearing
