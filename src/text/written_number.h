// A number as it is written in digits: thousands separated by commas, one decimal point. Thread
// safety: pure functions.
#pragma once

#include <cstddef>
#include <string>

#include "text/text_cursor.h"

namespace vivavoce::text {

struct WrittenNumber {
  std::string digits;  // without commas, with the decimal point
  size_t size = 0;     // bytes taken, with the commas
};

// The number `offset` bytes after the cursor, where a digit is. "1.5.2" begins with "1.5" in
// English text and with "1" in Chinese text.
WrittenNumber WrittenNumberEn(const TextCursor& cursor, size_t offset);
WrittenNumber WrittenNumberZh(const TextCursor& cursor, size_t offset);

}  // namespace vivavoce::text
