// Signs and addresses in Chinese words. Thread safety: pure functions.
#pragma once

#include "text/spoken_form.h"
#include "text/text_cursor.h"

namespace vivavoce::text {

// At the cursor: + 加, = 等于, ≈5 约等于五, ~100 约, ± 正负, ² 的平方, ① 一, #1 井号.
SpokenForm SignZh(const TextCursor& cursor);
// At the cursor, a dot between letters of an address: a@b.com, www.abc.com.
SpokenForm AddressDotZh(const TextCursor& cursor);

}  // namespace vivavoce::text
