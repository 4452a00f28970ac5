// Dates and times of day in digits, in Chinese characters. Thread safety: pure functions.
#pragma once

#include "text/spoken_form.h"
#include "text/text_cursor.h"

namespace vivavoce::text {

// At the cursor: 2024-05-06, 2024/5/6, 2024.5.6.
SpokenForm DateZh(const TextCursor& cursor);
// At the cursor: 8:30, 20:05, 10:20:30.
SpokenForm TimeOfDayZh(const TextCursor& cursor);

}  // namespace vivavoce::text
