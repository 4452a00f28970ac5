// multipart/form-data bodies (RFC 7578, RFC 2046 section 5.1): the fields of a form and its files.
// Strict: a boundary of 1 to 70 characters, every part with a Content-Disposition that names it,
// the closing boundary present. Anything else is told, nothing is guessed.
// Threads  pure function; the views point into the body.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace vivavoce::realtime {

struct FormPart {
  std::string name;
  std::string file_name;  // "" for a plain field
  std::string_view content;
};

inline constexpr size_t kMostFormParts = 64;

// kInvalidArgument says what is wrong.
Result<std::vector<FormPart>> ParseMultipart(std::string_view content_type, std::string_view body);

}  // namespace vivavoce::realtime
