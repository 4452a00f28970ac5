// zlib's streams and checksum as values, with a bound on what comes out. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace vivavoce::persona {

enum class DeflateFormat { kZlib, kRaw };  // RFC 1950, RFC 1951

// kCorrupt: no such stream, cut short, or more than `max_bytes` come out.
Result<std::string> Inflate(std::string_view packed, DeflateFormat format, size_t max_bytes);
std::string Deflate(std::string_view bytes, DeflateFormat format);
// CRC-32 of PNG and ZIP.
uint32_t Crc32(std::string_view bytes);

}  // namespace vivavoce::persona
