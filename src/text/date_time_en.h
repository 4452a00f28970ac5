// Dates and times of day in digits, in English words. Thread safety: pure functions.
#pragma once

#include "text/spoken_form.h"
#include "text/text_cursor.h"

namespace vivavoce::text {

// At the cursor: 2024-05-06, 5/6/2024 (month first), 4 July 1976.
SpokenForm DateEn(const TextCursor& cursor);
// At the cursor: 10:30, 8:05 pm, 12:00, 5 pm, 9 a.m.
SpokenForm TimeOfDayEn(const TextCursor& cursor);

}  // namespace vivavoce::text
