// Units of measure and sums of money in Chinese characters. Thread safety: pure functions.
#pragma once

#include "text/spoken_form.h"
#include "text/text_cursor.h"

namespace vivavoce::text {

// At the cursor, which is right after a number: km, kg, °C and the like, with or without a space
// before.
SpokenForm UnitZh(const TextCursor& cursor);
// At the cursor: ¥100 一百元, $2.5万 两点五万美元.
SpokenForm MoneyZh(const TextCursor& cursor);

}  // namespace vivavoce::text
