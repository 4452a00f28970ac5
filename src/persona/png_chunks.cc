#include "persona/png_chunks.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>

#include "persona/zlib_codec.h"

namespace vivavoce::persona {
namespace {

constexpr std::string_view kSignature("\x89PNG\r\n\x1a\n", 8);
constexpr size_t kMaxChunks = 10'000;

uint32_t ReadBig(std::string_view bytes, size_t at) {
  uint32_t value = 0;
  for (size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

void AppendBig(std::string& out, uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift & 0xFF);
}

}  // namespace

bool IsPng(std::string_view bytes) { return bytes.starts_with(kSignature); }

Result<std::vector<PngChunk>> ReadPng(std::string_view bytes) {
  if (!IsPng(bytes)) return Fail(Error::Corrupt("this is not a PNG image"));
  if (bytes.size() > kMaxPngBytes) {
    return Fail(Error::Corrupt(fmt::format("{} bytes are too many for a card's image (at most {})",
                                           bytes.size(), kMaxPngBytes)));
  }
  std::vector<PngChunk> chunks;
  size_t at = kSignature.size();
  while (chunks.empty() || chunks.back().type != "IEND") {
    if (bytes.size() - at < 12) return Fail(Error::Corrupt("the image is cut short"));
    const size_t length = ReadBig(bytes, at);
    if (length > bytes.size() - at - 12) {
      return Fail(Error::Corrupt(
          fmt::format("a chunk of the image claims {} bytes, more than the file has", length)));
    }
    const std::string_view body = bytes.substr(at + 4, 4 + length);
    const std::string_view type = body.substr(0, 4);
    if (!std::ranges::all_of(type, [](unsigned char c) { return std::isalpha(c) != 0; })) {
      return Fail(Error::Corrupt("a chunk of the image has no valid name"));
    }
    if (Crc32(body) != ReadBig(bytes, at + 8 + length)) {
      return Fail(
          Error::Corrupt(fmt::format("the checksum of the image's {} chunk is wrong", type)));
    }
    if (chunks.empty() && type != "IHDR") return Fail(Error::Corrupt("the image has no header"));
    if (chunks.size() >= kMaxChunks) {
      return Fail(Error::Corrupt(fmt::format("more than {} chunks are refused", kMaxChunks)));
    }
    chunks.push_back({std::string(type), std::string(body.substr(4))});
    at += 12 + length;
  }
  return chunks;
}

std::string WritePng(const std::vector<PngChunk>& chunks) {
  std::string out(kSignature);
  for (const PngChunk& chunk : chunks) {
    AppendBig(out, static_cast<uint32_t>(chunk.data.size()));
    const std::string body = chunk.type + chunk.data;
    out += body;
    AppendBig(out, Crc32(body));
  }
  return out;
}

Result<std::string> PngText(const PngChunk& chunk, std::string_view keyword, size_t max_bytes) {
  const std::string_view data = chunk.data;
  const auto absent = [&] {
    return Fail(Error::NotFound(fmt::format("no text \"{}\" here", keyword)));
  };
  const bool plain = chunk.type == "tEXt";
  const bool packed = chunk.type == "zTXt";
  if (!plain && !packed && chunk.type != "iTXt") return absent();
  const size_t end = data.find('\0');
  if (end == std::string_view::npos || data.substr(0, end) != keyword) return absent();
  std::string_view rest = data.substr(end + 1);
  if (plain) {
    if (rest.size() > max_bytes) return Fail(Error::Corrupt("the image's text is too long"));
    return std::string(rest);
  }
  const Error cut = Error::Corrupt(fmt::format("the image's text \"{}\" is cut short", keyword));
  if (rest.empty()) return Fail(cut);
  if (packed) return Inflate(rest.substr(1), DeflateFormat::kZlib, max_bytes);
  // iTXt: compression flag and method, language tag, translated keyword, text.
  const bool compressed = rest[0] == 1;
  if (rest.size() < 2) return Fail(cut);
  rest.remove_prefix(2);
  for (int skipped = 0; skipped < 2; ++skipped) {
    const size_t zero = rest.find('\0');
    if (zero == std::string_view::npos) return Fail(cut);
    rest.remove_prefix(zero + 1);
  }
  if (compressed) return Inflate(rest, DeflateFormat::kZlib, max_bytes);
  if (rest.size() > max_bytes) return Fail(Error::Corrupt("the image's text is too long"));
  return std::string(rest);
}

PngChunk TextChunk(std::string_view keyword, std::string_view text) {
  std::string data(keyword);
  data += '\0';
  data += text;
  return {"tEXt", std::move(data)};
}

std::vector<PngChunk> PlainPicture(std::string_view seed) {
  constexpr uint32_t kWidth = 192;
  constexpr uint32_t kHeight = 256;
  const uint32_t hash = Crc32(seed);
  std::string header;
  AppendBig(header, kWidth);
  AppendBig(header, kHeight);
  header += std::string("\x08\x02\x00\x00\x00", 5);  // 8 bits, RGB, no interlace
  std::string rows;
  for (uint32_t y = 0; y < kHeight; ++y) {
    rows += '\0';  // no filter
    std::array<char, 3> colour{};
    for (size_t c = 0; c < 3; ++c) {
      const uint32_t base = 64 + (hash >> (8 * c) & 0x7F);
      colour[c] = static_cast<char>(base * (kHeight - y / 2) / kHeight);
    }
    for (uint32_t x = 0; x < kWidth; ++x) rows.append(colour.data(), 3);
  }
  return {{"IHDR", header}, {"IDAT", Deflate(rows, DeflateFormat::kZlib)}, {"IEND", ""}};
}

}  // namespace vivavoce::persona
