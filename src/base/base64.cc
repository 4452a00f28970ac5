#include "base/base64.h"

#include <fmt/format.h>

#include <array>

namespace vivavoce {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr uint8_t kInvalid = 0xff;

constexpr std::array<uint8_t, 256> kValues = [] {
  std::array<uint8_t, 256> values{};
  values.fill(kInvalid);
  for (size_t i = 0; i < kAlphabet.size(); ++i) {
    values[static_cast<uint8_t>(kAlphabet[i])] = static_cast<uint8_t>(i);
  }
  return values;
}();

// The three bytes of four characters are the sum of their entries, one of each table; a wrong
// character sets the highest byte.
constexpr auto kPlaces = [] {
  std::array<std::array<uint32_t, 256>, 4> places{};
  for (size_t place = 0; place < places.size(); ++place) {
    for (size_t c = 0; c < 256; ++c) {
      places[place][c] = kValues[c] == kInvalid ? 0x01000000u : static_cast<uint32_t>(kValues[c])
                                                                    << (18 - 6 * place);
    }
  }
  return places;
}();

uint32_t Value(char character) { return kValues[static_cast<uint8_t>(character)]; }

Error WrongCharacter(std::string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    if (Value(text[i]) != kInvalid) continue;
    const auto code = static_cast<uint8_t>(text[i]);
    if (text[i] == '=') {
      return Error::InvalidArgument(
          fmt::format("base64: padding at character {} before the end of the text", i));
    }
    const std::string shown =
        code > 0x20 && code < 0x7f ? fmt::format("'{}'", text[i]) : fmt::format("0x{:02x}", code);
    return Error::InvalidArgument(fmt::format(
        "base64: character {} ({}) is not in the standard alphabet (A-Z a-z 0-9 + /)", i, shown));
  }
  return Error::Internal("base64: no wrong character found");
}

}  // namespace

std::string EncodeBase64(std::span<const uint8_t> bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  size_t i = 0;
  const auto put = [&](uint32_t group, int characters) {
    for (int c = 0; c < 4; ++c) {
      text.push_back(c < characters ? kAlphabet[(group >> (18 - 6 * c)) & 63] : '=');
    }
  };
  for (; i + 3 <= bytes.size(); i += 3) {
    put(bytes[i] << 16 | bytes[i + 1] << 8 | bytes[i + 2], 4);
  }
  if (bytes.size() - i == 1) put(bytes[i] << 16, 2);
  if (bytes.size() - i == 2) put(bytes[i] << 16 | bytes[i + 1] << 8, 3);
  return text;
}

Result<std::vector<uint8_t>> DecodeBase64(std::string_view text) {
  std::vector<uint8_t> bytes;
  if (text.empty()) return bytes;
  size_t digits = text.size();
  while (digits > 0 && text.size() - digits < 2 && text[digits - 1] == '=') --digits;
  const std::string_view body = text.substr(0, digits);

  bytes.resize(digits * 3 / 4);
  size_t out = 0;
  uint32_t bad = 0;  // collected, not branched on: the common case is a long valid text
  size_t i = 0;
  for (; i + 4 <= digits; i += 4) {
    const auto* four = reinterpret_cast<const uint8_t*>(body.data() + i);
    const uint32_t group =
        kPlaces[0][four[0]] | kPlaces[1][four[1]] | kPlaces[2][four[2]] | kPlaces[3][four[3]];
    bad |= group & 0xff000000u;
    uint8_t* three = bytes.data() + out;
    three[0] = static_cast<uint8_t>(group >> 16);
    three[1] = static_cast<uint8_t>(group >> 8);
    three[2] = static_cast<uint8_t>(group);
    out += 3;
  }
  uint32_t tail = 0;
  const size_t tail_digits = digits - i;
  for (size_t t = i; t < digits; ++t) {
    bad |= Value(body[t]) & 0xc0;
    tail = tail << 6 | (Value(body[t]) & 63);
  }
  if (bad != 0) return Fail(WrongCharacter(body));
  if (text.size() % 4 != 0 || tail_digits == 1) {
    return Fail(Error::InvalidArgument(fmt::format(
        "base64: {} characters with padding, must be a multiple of 4 (is the padding missing?)",
        text.size())));
  }
  const int unused_bits = tail_digits == 2 ? 4 : tail_digits == 3 ? 2 : 0;
  if ((tail & ((1u << unused_bits) - 1)) != 0) {
    return Fail(Error::InvalidArgument(
        fmt::format("base64: unused bits of the last character ('{}') are not zero", body.back())));
  }
  tail >>= unused_bits;
  if (tail_digits == 3) bytes[out++] = static_cast<uint8_t>(tail >> 8);
  if (tail_digits >= 2) bytes[out++] = static_cast<uint8_t>(tail);
  return bytes;
}

std::string EncodeBase64(std::string_view bytes) {
  return EncodeBase64(std::span(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()));
}

Result<std::string> DecodeLooseBase64(std::string_view text) {
  std::string dense(text);
  std::erase_if(dense, [](char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; });
  if (dense.size() % 4 != 1) dense.append((4 - dense.size() % 4) % 4, '=');
  const auto bytes = DecodeBase64(dense);
  if (!bytes) return Fail(bytes.error());
  return std::string(bytes->begin(), bytes->end());
}

}  // namespace vivavoce
