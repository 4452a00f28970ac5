// Common traditional characters -> simplified ones, one by one. Whisper writes Mandarin in either
// script; its prompt asks for simplified characters and it still slips now and then. This covers
// the characters its vocabulary knows as a whole and the common rest; words that differ between the
// regions stay as they are. Only characters outside GB 2312 are in the table, so text that is
// simplified already never changes. Threads  pure function.
#pragma once

#include <string>
#include <string_view>

namespace vivavoce::hearing {

std::string ToSimplifiedChinese(std::string_view text);  // UTF-8; other bytes pass through

}  // namespace vivavoce::hearing
