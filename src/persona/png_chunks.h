// A PNG image as its chunks (W3C PNG specification, third edition, section 5): enough to read and
// replace texts; pixels are not decoded. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace vivavoce::persona {

struct PngChunk {
  std::string type;  // four letters
  std::string data;
};

inline constexpr size_t kMaxPngBytes = 64 << 20;

bool IsPng(std::string_view bytes);

// kCorrupt: no PNG, cut short, a wrong checksum, no IHDR at the beginning or IEND at the end, more
// than 10,000 chunks or more than kMaxPngBytes. Bytes after IEND are dropped.
Result<std::vector<PngChunk>> ReadPng(std::string_view bytes);
std::string WritePng(const std::vector<PngChunk>& chunks);

// The text of a tEXt, zTXt or iTXt chunk with this keyword; kNotFound: the chunk is another.
// Unpacked at most `max_bytes`.
Result<std::string> PngText(const PngChunk& chunk, std::string_view keyword, size_t max_bytes);
PngChunk TextChunk(std::string_view keyword, std::string_view text);

// A small picture of its own for cards that have none: `seed` chooses the colours.
std::vector<PngChunk> PlainPicture(std::string_view seed);

}  // namespace vivavoce::persona
