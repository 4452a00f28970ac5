#include "text/homograph_en.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>

namespace vivavoce::text {
namespace {

bool OneOf(std::string_view word, std::initializer_list<std::string_view> set) {
  return std::find(set.begin(), set.end(), word) != set.end();
}

bool IsPronoun(std::string_view w) {
  return OneOf(w, {"i", "you", "we", "they", "who", "he", "she", "it"});
}

bool IsDeterminer(std::string_view w) {
  return OneOf(w,
               {"the",  "a",    "an",    "my",    "your", "his",  "her", "its",   "our",  "their",
                "this", "that", "these", "those", "some", "any",  "no",  "every", "each", "another",
                "of",   "in",   "on",    "for",   "with", "from", "new", "old"});
}

bool IsBe(std::string_view w) {
  return OneOf(w, {"is", "are", "was", "were", "be", "been", "being", "am", "it's", "that's", "i'm",
                   "you're", "we're", "they're", "he's", "she's"});
}

bool IsHave(std::string_view w) {
  return OneOf(w, {"have", "has", "had", "i've", "you've", "we've", "they've", "having", "haven't",
                   "hasn't", "hadn't", "i'd"});
}

// Words after which a bare verb stands.
bool TakesVerb(std::string_view w) {
  return OneOf(
      w, {"to",    "will",   "would",    "can",       "could",    "should",  "must",   "may",
          "might", "do",     "does",     "did",       "don't",    "doesn't", "didn't", "won't",
          "can't", "cannot", "couldn't", "shouldn't", "wouldn't", "let's",   "please", "shall",
          "i'll",  "you'll", "we'll",    "they'll",   "he'll",    "she'll",  "it'll",  "let",
          "not",   "just",   "never",    "always",    "also"});
}

bool SpeaksOfThePast(const std::vector<std::string>& words) {
  return std::any_of(words.begin(), words.end(), [](const std::string& w) {
    return OneOf(w, {"yesterday", "ago", "last", "was", "were", "had", "once", "when"});
  });
}

}  // namespace

WordClass GuessWordClass(const std::vector<std::string>& words, size_t at) {
  const std::string_view before = at > 0 ? std::string_view(words[at - 1]) : "";
  const std::string_view before2 = at > 1 ? std::string_view(words[at - 2]) : "";
  const std::string_view after = at + 1 < words.size() ? std::string_view(words[at + 1]) : "";
  const std::string_view word = words[at];
  if (word == "that") {
    // "That is mine", "about that": a pronoun; "I know that he": a conjunction.
    const bool pronoun = at == 0 || after.empty() || IsBe(after) ||
                         OneOf(before, {"of", "about", "like", "with", "for", "at", "in", "do"});
    return pronoun ? WordClass::kDeterminer : WordClass::kAny;
  }
  if (word == "read") {
    if (TakesVerb(before) && before != "just") return WordClass::kAny;
    const bool perfect =
        IsHave(before) || IsHave(before2) || IsBe(before) || OneOf(before, {"he", "she"});
    return perfect || (SpeaksOfThePast(words) && before != "to") ? WordClass::kPast
                                                                 : WordClass::kAny;
  }
  if (OneOf(before, {"very", "so", "too", "more", "most", "quite", "really"})) {
    return WordClass::kAdjective;
  }
  if (IsBe(before)) return word == "live" ? WordClass::kAny : WordClass::kAdjective;
  if (TakesVerb(before) || IsPronoun(before)) return WordClass::kVerb;
  if (IsHave(before) || IsHave(before2)) return WordClass::kPast;
  if (IsDeterminer(before)) return WordClass::kNoun;
  if (at == 0 &&
      (IsDeterminer(after) || IsPronoun(after) || OneOf(after, {"me", "him", "them", "us"}))) {
    return WordClass::kVerb;
  }
  // "people live in", "birds wind around": a plural noun and a preposition.
  if (before.ends_with('s') && IsDeterminer(after)) return WordClass::kVerb;
  if (OneOf(before, {"people", "and"}) && IsDeterminer(after)) return WordClass::kVerb;
  return WordClass::kAny;
}

}  // namespace vivavoce::text
