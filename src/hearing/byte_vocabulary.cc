#include "hearing/byte_vocabulary.h"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <fstream>

namespace vivavoce::hearing {
namespace {

constexpr bool IsPrintable(int byte) {
  return (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
}

// Printable Latin-1 stands for itself; the other 68 bytes, in order, are U+0100, U+0101, ...
constexpr std::array<int, 0x144> kByteOf = [] {
  std::array<int, 0x144> table{};
  table.fill(-1);
  int next = 0x100;
  for (int byte = 0; byte < 256; ++byte) table[IsPrintable(byte) ? byte : next++] = byte;
  return table;
}();

}  // namespace

Result<std::string> DecodeByteToken(std::string_view spelled) {
  std::string bytes;
  for (size_t i = 0; i < spelled.size();) {
    const auto lead = static_cast<uint8_t>(spelled[i]);
    uint32_t code = lead;
    size_t length = 1;
    if (lead >= 0xc2 && lead <= 0xdf && i + 1 < spelled.size()) {  // all of them are below U+0800
      code = (lead & 0x1fu) << 6 | (static_cast<uint8_t>(spelled[i + 1]) & 0x3fu);
      length = 2;
    } else if (lead >= 0x80) {
      return Fail(Error::Corrupt("is not a byte-level token"));
    }
    if (code >= kByteOf.size() || kByteOf[code] < 0) {
      return Fail(Error::Corrupt(fmt::format("U+{:04X} stands for no byte", code)));
    }
    bytes.push_back(static_cast<char>(kByteOf[code]));
    i += length;
  }
  return bytes;
}

Result<std::vector<std::string>> ReadByteVocabulary(const std::filesystem::path& path,
                                                    size_t count) {
  std::ifstream file(path);
  if (!file) return Fail(Error::NotFound("vocabulary not found: " + path.string()));
  std::vector<std::string> tokens;
  for (std::string line; tokens.size() < count && std::getline(file, line);) {
    if (line.starts_with("<|") && line.ends_with("|>")) {
      tokens.emplace_back();
      continue;
    }
    Result<std::string> token = DecodeByteToken(line);
    if (!token) {
      return Fail(Error::Corrupt(
          fmt::format("{} line {}: {}", path.string(), tokens.size() + 1, token.error().message)));
    }
    tokens.push_back(std::move(*token));
  }
  if (tokens.size() < count) {
    return Fail(Error::Corrupt(
        fmt::format("{}: {} tokens, needs {}", path.string(), tokens.size(), count)));
  }
  return tokens;
}

}  // namespace vivavoce::hearing
