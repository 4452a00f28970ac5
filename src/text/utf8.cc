#include "text/utf8.h"

#include <algorithm>

namespace vivavoce::text {
namespace {

constexpr bool IsContinuation(unsigned char byte) { return (byte & 0xC0) == 0x80; }

// Length that the lead byte announces; 0 for a byte that cannot lead.
constexpr size_t AnnouncedSize(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return 2;
  if (lead >= 0xE0 && lead <= 0xEF) return 3;
  if (lead >= 0xF0 && lead <= 0xF4) return 4;
  return 0;
}

// RFC 3629 narrows the second byte after E0 (overlong), ED (surrogates), F0 (overlong), F4 (range).
constexpr bool SecondByteFits(unsigned char lead, unsigned char second) {
  switch (lead) {
    case 0xE0:
      return second >= 0xA0 && second <= 0xBF;
    case 0xED:
      return second >= 0x80 && second <= 0x9F;
    case 0xF0:
      return second >= 0x90 && second <= 0xBF;
    case 0xF4:
      return second >= 0x80 && second <= 0x8F;
    default:
      return IsContinuation(second);
  }
}

}  // namespace

Utf8Char DecodeUtf8At(std::string_view bytes, size_t position) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(bytes[position + i]); };
  const unsigned char lead = byte(0);
  const size_t size = AnnouncedSize(lead);
  if (size == 1) return {lead, 1, true};
  if (size == 0 || position + size > bytes.size() || !SecondByteFits(lead, byte(1))) return {};
  char32_t code = lead & (0x7F >> size);
  for (size_t i = 1; i < size; ++i) {
    if (!IsContinuation(byte(i))) return {};
    code = (code << 6) | (byte(i) & 0x3F);
  }
  return {code, size, true};
}

bool IsValidUtf8(std::string_view bytes) {
  for (size_t i = 0; i < bytes.size();) {
    const Utf8Char c = DecodeUtf8At(bytes, i);
    if (!c.valid) return false;
    i += c.size;
  }
  return true;
}

std::string RepairUtf8(std::string_view bytes, char32_t replacement) {
  std::string out;
  out.reserve(bytes.size());
  for (size_t i = 0; i < bytes.size();) {
    const Utf8Char c = DecodeUtf8At(bytes, i);
    if (c.valid) {
      out.append(bytes.substr(i, c.size));
    } else {
      AppendUtf8(out, replacement);
    }
    i += c.size;
  }
  return out;
}

size_t CountCodePoints(std::string_view bytes) {
  size_t count = 0;
  for (size_t i = 0; i < bytes.size(); ++count) i += DecodeUtf8At(bytes, i).size;
  return count;
}

size_t IncompleteUtf8Tail(std::string_view bytes) {
  const size_t longest = std::min<size_t>(3, bytes.size());
  for (size_t tail = 1; tail <= longest; ++tail) {
    const size_t start = bytes.size() - tail;
    const auto lead = static_cast<unsigned char>(bytes[start]);
    if (IsContinuation(lead)) continue;
    if (AnnouncedSize(lead) <= tail) return 0;
    if (tail > 1 && !SecondByteFits(lead, static_cast<unsigned char>(bytes[start + 1]))) return 0;
    return tail;
  }
  return 0;
}

void AppendUtf8(std::string& out, char32_t code) {
  if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) code = kReplacementCharacter;
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | (code >> 6));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0 | (code >> 12));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | (code >> 18));
    out += static_cast<char>(0x80 | ((code >> 12) & 0x3F));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  }
}

std::u32string ToUtf32(std::string_view bytes) {
  std::u32string out;
  out.reserve(bytes.size());
  for (size_t i = 0; i < bytes.size();) {
    const Utf8Char c = DecodeUtf8At(bytes, i);
    out += c.code;
    i += c.size;
  }
  return out;
}

std::string ToUtf8(std::u32string_view characters) {
  std::string out;
  out.reserve(characters.size());
  for (const char32_t c : characters) AppendUtf8(out, c);
  return out;
}

}  // namespace vivavoce::text
