// Sums of money in English words. Thread safety: pure function.
#pragma once

#include "text/spoken_form.h"
#include "text/text_cursor.h"

namespace vivavoce::text {

// At the cursor: $3.50, £20, $2.5 million, €10k.
SpokenForm MoneyEn(const TextCursor& cursor);

}  // namespace vivavoce::text
