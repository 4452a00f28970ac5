// Base64 of RFC 4648, as character cards use it in images. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace vivavoce::persona {

std::string EncodeBase64(std::string_view bytes);
// White space is skipped and padding may be missing; anything else is refused.
std::optional<std::string> DecodeBase64(std::string_view text);

}  // namespace vivavoce::persona
