// Addresses of mail and web, said in English words. Thread safety: pure function.
#pragma once

#include "text/spoken_form.h"
#include "text/text_cursor.h"

namespace vivavoce::text {

// At the cursor, which is at the beginning of a word: user@example.com, www.example.com/docs,
// example.org, node.js. A scheme ("https://") is not said, dots, signs and two-letter domains are.
SpokenForm AddressEn(const TextCursor& cursor);

}  // namespace vivavoce::text
