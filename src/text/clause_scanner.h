// The reading half of ClauseSplitter: walks a text and reports words, boundaries and mark-up, and
// says when it must see more before it can tell. Thread safety: one thread at a time.
#pragma once

#include <cstddef>
#include <string_view>

namespace vivavoce::text {

enum class ClauseMark {
  kNone,
  kWordEnd,   // white space, or nothing between two ideographs: a cut here is possible, not good
  kPhrase,    // the sign between two phrases: , ; : — … 、
  kSentence,  // the end of a sentence or line
};

struct ClauseItem {
  size_t end = 0;  // bytes; the item is [previous end, end)
  ClauseMark mark = ClauseMark::kNone;
  int words = 0;  // Latin words and numbers
  int ideographs = 0;
  int speech_ms = 0;       // estimate of the time to say it
  bool undecided = false;  // more text is needed to read this item; nothing else is set
};

// Rates of unhurried speech: about 4 English words of 4.5 letters and 5 syllables of Chinese a
// second (Pellegrino et al. 2011 give 6.2 and 5.2 syllables a second for reading).
inline constexpr int kMsPerLetter = 55;
inline constexpr int kMsPerDigit = 220;
inline constexpr int kMsPerIdeograph = 200;

// The item at `position`; precondition position < text.size(). With `final`, nothing is undecided.
ClauseItem ReadClauseItem(std::string_view text, size_t position, bool final);

// The last sentence, finished or not, without spaces behind it: a part of `text`, all of it where no
// other stands before.
std::string_view LastSentence(std::string_view text);

}  // namespace vivavoce::text
