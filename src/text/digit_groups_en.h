// Groups of digits that are no single number, in English words. Thread safety: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "text/spoken_form.h"
#include "text/text_cursor.h"

namespace vivavoce::text {

// At the cursor: 555-123-4567, 555-1234, 1-800-555-1234, +1 555 123 4567, (555) 123-4567.
SpokenForm TelephoneEn(const TextCursor& cursor);
// At the cursor: 1/2, 3/4, 24/7.
SpokenForm FractionEn(const TextCursor& cursor);
// At the cursor: 5'10", 6'2.
SpokenForm FeetAndInchesEn(const TextCursor& cursor);
// Three digits of a room, flight or model: 101 "one oh one", 747 "seven forty seven".
std::string CodeEn(std::string_view three_digits);
// At the cursor: 1.2.3, 192.168.0.1.
SpokenForm VersionEn(const TextCursor& cursor);

}  // namespace vivavoce::text
