// A guess at the part of speech of a word whose pronunciation depends on it (read, live, record,
// use), from the words beside it. Thread safety: pure functions.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "text/english_lexicon.h"

namespace vivavoce::text {

// `words`: the words of one sentence in lower case; `at` < words.size().
WordClass GuessWordClass(const std::vector<std::string>& words, size_t at);

}  // namespace vivavoce::text
