// Tones in connected speech: 一 and 不 before other tones, and third tones in a row.
// Rules after Chao (A Grammar of Spoken Chinese, 1968), 1.3. Thread safety: pure functions.
#pragma once

#include "text/chinese_syllable.h"

namespace vivavoce::text {

// Expects dictionary tones; every 一 and 不 is derived anew.
void ApplyToneSandhi(ChinesePhrase& phrase);

}  // namespace vivavoce::text
