#include "persona/zip_archive.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstdint>
#include <set>

#include "persona/zlib_codec.h"
#include "text/utf8.h"

namespace vivavoce::persona {
namespace {

constexpr uint32_t kLocalSignature = 0x04034b50;
constexpr uint32_t kCentralSignature = 0x02014b50;
constexpr uint32_t kEndSignature = 0x06054b50;
constexpr size_t kLocalSize = 30;
constexpr size_t kCentralSize = 46;
constexpr size_t kEndSize = 22;
constexpr uint16_t kStore = 0;
constexpr uint16_t kDeflate = 8;
constexpr uint16_t kUtf8Names = 1 << 11;
constexpr uint16_t kEncrypted = 1;
constexpr uint16_t kFirstDay = 1 << 5 | 1;  // 1980-01-01 in DOS format

uint32_t Little(std::string_view bytes, size_t at, size_t count) {
  uint32_t value = 0;
  for (size_t i = count; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

void Append(std::string& out, uint32_t value, size_t count) {
  for (size_t i = 0; i < count; ++i) out += static_cast<char>(value >> (8 * i) & 0xFF);
}

// Bounds of what ends the archive; npos: none.
size_t FindEnd(std::string_view bytes) {
  constexpr size_t kLongestComment = 0xFFFF;
  if (bytes.size() < kEndSize) return std::string_view::npos;
  const size_t last = bytes.size() - kEndSize;
  const size_t first = last > kLongestComment ? last - kLongestComment : 0;
  for (size_t at = last + 1; at-- > first;) {
    if (Little(bytes, at, 4) == kEndSignature &&
        at + kEndSize + Little(bytes, at + 20, 2) == bytes.size()) {
      return at;
    }
  }
  return std::string_view::npos;
}

// Why a name could leave the folder it is unpacked in; "": it could not.
std::string_view NameFault(std::string_view name) {
  if (name.empty()) return "an empty name";
  if (!text::IsValidUtf8(name)) return "a name that is not UTF-8";
  if (name.front() == '/') return "an absolute path";
  for (const unsigned char c : name) {
    if (c < 0x20 || c == 0x7F) return "a control character in its name";
    if (c == '\\') return "a backslash in its name";
    if (c == ':') return "a colon in its name";
  }
  for (size_t begin = 0; begin <= name.size();) {
    size_t end = name.find('/', begin);
    if (end == std::string_view::npos) end = name.size();
    const std::string_view part = name.substr(begin, end - begin);
    if (part == ".." || part == ".") return "a path that leaves its folder";
    begin = end + 1;
  }
  return "";
}

struct CentralEntry {
  std::string_view name;
  uint16_t flags;
  uint16_t method;
  uint32_t crc;
  size_t packed;
  size_t unpacked;
  size_t local;
};

Error Refuse(std::string_view name, std::string_view why) {
  return Error::Corrupt(fmt::format("the archive's entry \"{}\" is refused: {}",
                                    text::RepairUtf8(name.substr(0, 100)), why));
}

Result<std::string> Unpack(std::string_view bytes, const CentralEntry& entry,
                           std::pair<size_t, size_t>& extent) {
  if (entry.local > bytes.size() || bytes.size() - entry.local < kLocalSize ||
      Little(bytes, entry.local, 4) != kLocalSignature) {
    return Fail(Refuse(entry.name, "it has no header"));
  }
  const size_t name_size = Little(bytes, entry.local + 26, 2);
  const size_t data = entry.local + kLocalSize + name_size + Little(bytes, entry.local + 28, 2);
  if (data > bytes.size() || bytes.size() - data < entry.packed) {
    return Fail(Refuse(entry.name, "it is cut short"));
  }
  if (bytes.substr(entry.local + kLocalSize, name_size) != entry.name) {
    return Fail(Refuse(entry.name, "its two headers disagree"));
  }
  extent = {entry.local, data + entry.packed};
  const std::string_view packed = bytes.substr(data, entry.packed);
  if (entry.method == kDeflate) {
    auto out = Inflate(packed, DeflateFormat::kRaw, entry.unpacked);
    if (!out) return Fail(Refuse(entry.name, out.error().message));
    return out;
  }
  if (entry.method != kStore) {
    return Fail(Refuse(entry.name, fmt::format("packing method {} is not known", entry.method)));
  }
  return std::string(packed);
}

}  // namespace

bool IsZip(std::string_view bytes) {
  return bytes.size() >= kEndSize &&
         (Little(bytes, 0, 4) == kLocalSignature || Little(bytes, 0, 4) == kEndSignature);
}

Result<std::vector<ZipEntry>> ReadZip(std::string_view bytes, const ZipLimits& limits) {
  if (bytes.size() > limits.max_archive_bytes) {
    return Fail(Error::Corrupt(fmt::format("{} bytes are too many for an archive (at most {})",
                                           bytes.size(), limits.max_archive_bytes)));
  }
  const size_t end = FindEnd(bytes);
  if (end == std::string_view::npos) {
    return Fail(Error::Corrupt("this is no ZIP archive, or it is cut short"));
  }
  const size_t count = Little(bytes, end + 10, 2);
  size_t at = Little(bytes, end + 16, 4);
  if (count > limits.max_entries) {
    return Fail(Error::Corrupt(
        fmt::format("{} entries are too many for a card (at most {})", count, limits.max_entries)));
  }
  std::vector<ZipEntry> entries;
  std::vector<std::pair<size_t, size_t>> extents;
  std::set<std::string_view> names;
  size_t total = 0;
  for (size_t i = 0; i < count; ++i) {
    if (at > end || end - at < kCentralSize || Little(bytes, at, 4) != kCentralSignature) {
      return Fail(Error::Corrupt("the archive's directory is damaged"));
    }
    const size_t name_size = Little(bytes, at + 28, 2);
    const size_t step =
        kCentralSize + name_size + Little(bytes, at + 30, 2) + Little(bytes, at + 32, 2);
    if (end - at < step) return Fail(Error::Corrupt("the archive's directory is cut short"));
    const CentralEntry entry{bytes.substr(at + kCentralSize, name_size),
                             static_cast<uint16_t>(Little(bytes, at + 8, 2)),
                             static_cast<uint16_t>(Little(bytes, at + 10, 2)),
                             Little(bytes, at + 16, 4),
                             Little(bytes, at + 20, 4),
                             Little(bytes, at + 24, 4),
                             Little(bytes, at + 42, 4)};
    at += step;
    if (const auto fault = NameFault(entry.name); !fault.empty()) {
      return Fail(Refuse(entry.name, fault));
    }
    if (!names.insert(entry.name).second) return Fail(Refuse(entry.name, "it is there twice"));
    if (entry.flags & kEncrypted) return Fail(Refuse(entry.name, "it is encrypted"));
    // The directory's claim is checked before a byte is unpacked; Inflate holds it to the claim.
    total += entry.unpacked;
    if (entry.unpacked > limits.max_entry_bytes || total > limits.max_total_bytes) {
      return Fail(Refuse(entry.name,
                         fmt::format("it unpacks to {} bytes, {} in all", entry.unpacked, total)));
    }
    std::pair<size_t, size_t> extent;
    auto data = Unpack(bytes, entry, extent);
    if (!data) return Fail(data.error());
    if (data->size() != entry.unpacked || Crc32(*data) != entry.crc) {
      return Fail(Refuse(entry.name, "its size or checksum is wrong"));
    }
    extents.push_back(extent);
    entries.push_back({std::string(entry.name), std::move(*data)});
  }
  // Entries that share bytes are how small archives grow without bound.
  std::ranges::sort(extents);
  for (size_t i = 1; i < extents.size(); ++i) {
    if (extents[i].first < extents[i - 1].second) {
      return Fail(Error::Corrupt("entries of the archive overlap; that is refused"));
    }
  }
  return entries;
}

std::string WriteZip(const std::vector<ZipEntry>& entries) {
  std::string out;
  std::string directory;
  for (const ZipEntry& entry : entries) {
    const std::string packed = Deflate(entry.data, DeflateFormat::kRaw);
    const bool deflate = packed.size() < entry.data.size();
    const std::string& data = deflate ? packed : entry.data;
    const auto offset = static_cast<uint32_t>(out.size());
    std::string common;
    Append(common, 20, 2);  // version 2.0 unpacks it
    Append(common, kUtf8Names, 2);
    Append(common, deflate ? kDeflate : kStore, 2);
    Append(common, 0, 2);
    Append(common, kFirstDay, 2);
    Append(common, Crc32(entry.data), 4);
    Append(common, static_cast<uint32_t>(data.size()), 4);
    Append(common, static_cast<uint32_t>(entry.data.size()), 4);
    Append(common, static_cast<uint32_t>(entry.name.size()), 2);
    Append(common, 0, 2);
    Append(out, kLocalSignature, 4);
    out += common + entry.name + data;
    Append(directory, kCentralSignature, 4);
    Append(directory, 20, 2);
    directory += common;
    Append(directory, 0, 2);  // comment
    Append(directory, 0, 2);  // volume
    Append(directory, 0, 2);
    Append(directory, 0, 4);
    Append(directory, offset, 4);
    directory += entry.name;
  }
  const auto begin = static_cast<uint32_t>(out.size());
  out += directory;
  Append(out, kEndSignature, 4);
  Append(out, 0, 4);
  Append(out, static_cast<uint32_t>(entries.size()), 2);
  Append(out, static_cast<uint32_t>(entries.size()), 2);
  Append(out, static_cast<uint32_t>(directory.size()), 4);
  Append(out, begin, 4);
  Append(out, 0, 2);
  return out;
}

}  // namespace vivavoce::persona
