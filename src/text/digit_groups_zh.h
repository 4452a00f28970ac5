// Groups of digits that are no single number, in Chinese characters. Thread safety: pure
// functions.
#pragma once

#include "text/spoken_form.h"
#include "text/text_cursor.h"

namespace vivavoce::text {

// At the cursor: 13812345678, 138-1234-5678, +86 138 1234 5678, 010-12345678, 400-123-4567.
SpokenForm TelephoneZh(const TextCursor& cursor);
// At the cursor: 1.2.3 一点二点三.
SpokenForm VersionZh(const TextCursor& cursor);
// At the cursor, 3 to 6 digits read one by one: 301室 三零一, G101次 幺零幺, CA1234, 95588, 1080p.
SpokenForm CodeZh(const TextCursor& cursor);
// At the cursor: 1/2 二分之一, 3:2 三比二.
SpokenForm FractionOrScoreZh(const TextCursor& cursor);

}  // namespace vivavoce::text
