// Base64 with the standard alphabet and padding (RFC 4648 section 4), strict: audio events carry
// nothing else, and a lenient decoder would turn a client's bug into noise.
// Errors   kInvalidArgument says what is wrong and where ("character 17 ('-') is not in the ...").
// Threads  pure functions.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace vivavoce::audio {

std::string EncodeBase64(std::span<const uint8_t> bytes);

// Refuses other characters (white space, the URL alphabet), missing or misplaced padding, and last
// characters whose unused bits are not zero (two spellings of the same bytes).
Result<std::vector<uint8_t>> DecodeBase64(std::string_view text);

}  // namespace vivavoce::audio
