// Groups of digits that are no single number, in English words. Thread safety: pure functions.
#pragma once

#include "text/spoken_form.h"
#include "text/text_cursor.h"

namespace vivavoce::text {

// At the cursor: 555-123-4567, 555-1234, 1-800-555-1234.
SpokenForm TelephoneEn(const TextCursor& cursor);
// At the cursor: 1/2, 3/4, 24/7.
SpokenForm FractionEn(const TextCursor& cursor);
// At the cursor: 1.2.3, 192.168.0.1.
SpokenForm VersionEn(const TextCursor& cursor);

}  // namespace vivavoce::text
