// Text as HTML and XML have it. Thread safety: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace vivavoce::text {

// & < > " as entities: good for element content and for attributes in double quotes. Any bytes.
std::string EscapeMarkup(std::string_view text);

}  // namespace vivavoce::text
