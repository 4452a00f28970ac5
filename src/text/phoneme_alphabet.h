// The symbols that Kokoro-82M v1.0 knows (its vocab.json: 114 entries) and how punctuation maps to
// them. Thread safety: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace vivavoce::text {

bool IsKokoroPhoneme(char32_t symbol);

// The symbol that stands for a punctuation mark, half or full width: U',' for ，and 、. U'\0' for a
// mark that is not spoken at all.
char32_t PunctuationPhoneme(char32_t mark);

// . , ! ? : ; — … : a pause that a space follows.
bool IsPausePhoneme(char32_t symbol);

// Appends a symbol; never two spaces in a row, none at the beginning, none before a pause other
// than a dash.
void AppendPhoneme(std::u32string& phonemes, char32_t symbol);

}  // namespace vivavoce::text
