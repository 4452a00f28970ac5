// A phonemizer for tests that knows two dozen words, so that tests of speech need no dictionaries.
// Threads: any.
#pragma once

#include <string_view>

#include "base/error.h"
#include "base/language.h"
#include "text/phoneme_text.h"

namespace vivavoce::speaking {

// Words it does not know are left out.
Result<text::PhonemeText> SmallPhonemizer(std::string_view text, Language language);

}  // namespace vivavoce::speaking
