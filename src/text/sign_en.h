// Mathematical and other signs in English words. Thread safety: pure function.
#pragma once

#include "text/spoken_form.h"
#include "text/text_cursor.h"

namespace vivavoce::text {

// At the cursor: & + = % and the like; -, #, ~ before a digit. The cursor is not at the end.
SpokenForm SignEn(const TextCursor& cursor);

}  // namespace vivavoce::text
