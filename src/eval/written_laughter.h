// Laughter as a recogniser writes it ("Ha, ha, ha", 哈哈哈哈, "hahaha"), which is not a word lost:
// the laugh was heard as one. Thread safety: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "text/error_rate.h"

namespace vivavoce::eval {

// The units (text/normal_form.h) less every run of three or more that are equal, and less every
// Latin word that is one syllable of two letters said three times or more.
std::vector<std::string> WithoutLaughter(const std::vector<std::string>& units);

// text::CompareTranscripts() of a text with a laugh in it. A reference that has such runs itself is
// compared with all that was heard.
text::ErrorCount CompareBesideLaughter(std::string_view reference, std::string_view heard);

}  // namespace vivavoce::eval
