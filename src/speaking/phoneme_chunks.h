// Cuts a long phoneme string into stretches that the model can say at once, and says which pause
// each stretch ends with. Thread safety: pure functions.
#pragma once

#include <string_view>
#include <vector>

namespace vivavoce::speaking {

struct PhonemeChunk {
  size_t begin = 0, end = 0;  // indices of phonemes, [begin, end)
};

// In order, without gaps, each of 1..max_phonemes phonemes (max_phonemes >= 1). A cut falls after
// the strongest mark of the second half of what fits: sentence end, then comma and its like, then a
// space; only without any of them inside a word.
std::vector<PhonemeChunk> ChunkPhonemes(std::u32string_view phonemes, size_t max_phonemes);

// Milliseconds of silence that belong after speech ending so, at speed 1. Spaces and closing quotes
// behind the mark do not count.
int PauseAfterMs(std::u32string_view phonemes);

// True when there is something to say besides marks and spaces.
bool IsSpeakable(std::u32string_view phonemes);

}  // namespace vivavoce::speaking
