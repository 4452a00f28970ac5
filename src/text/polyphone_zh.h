// Readings that depend on the words around: 地 得 了 着 长 只 还 教 ..., the neutral tones of
// everyday words, and the suffix 儿. Thread safety: pure functions.
#pragma once

#include "text/chinese_syllable.h"

namespace vivavoce::text {

// Corrects single-character words and particles that a dictionary reads by their first entry.
void ResolvePolyphones(ChinesePhrase& phrase);

// Particles, reduplicated kin terms and verbs, 们 子 头 suffixes, directional 来 去, locative 里
// 上.
void ApplyNeutralTones(ChinesePhrase& phrase);

// Joins a suffixed 儿 to its syllable, except in words where it means "child" (女儿 婴儿 ...).
void ApplyErhua(ChinesePhrase& phrase);

}  // namespace vivavoce::text
