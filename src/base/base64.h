// Base64 with the standard alphabet and padding (RFC 4648 section 4).
// Errors   kInvalidArgument says what is wrong and where ("character 17 ('-') is not in the ...").
// Threads  pure functions.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace vivavoce {

std::string EncodeBase64(std::span<const uint8_t> bytes);
std::string EncodeBase64(std::string_view bytes);

// Strict: audio events carry nothing else, and a lenient decoder would turn a client's bug into noise.
// Refuses other characters (white space, the URL alphabet), missing or misplaced padding, and last
// characters whose unused bits are not zero (two spellings of the same bytes).
Result<std::vector<uint8_t>> DecodeBase64(std::string_view text);

// For files of other programs: white space is skipped, and padding may be missing.
Result<std::string> DecodeLooseBase64(std::string_view text);

}  // namespace vivavoce
