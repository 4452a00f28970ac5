#include "dialogue/spoken_words.h"

#include <algorithm>

namespace vivavoce::dialogue {

std::vector<ReplyWord> PlaceWords(std::string_view text, std::string_view speech,
                                  const std::vector<speaking::SpokenWord>& words,
                                  size_t text_offset, int64_t sample_offset) {
  std::vector<ReplyWord> placed;
  placed.reserve(words.size());
  size_t cursor = 0;
  for (const speaking::SpokenWord& word : words) {
    const size_t begin = std::min(word.text_begin, speech.size());
    const size_t end = std::clamp(word.text_end, begin, speech.size());
    const size_t found = text.find(speech.substr(begin, end - begin), cursor);
    // A word that reads otherwise than it is written ("3" said "three") stays at the cursor; the
    // next one found moves it on.
    if (found != std::string_view::npos) cursor = found + (end - begin);
    placed.push_back(
        {text_offset + cursor, sample_offset + word.start_sample, sample_offset + word.end_sample});
  }
  return placed;
}

}  // namespace vivavoce::dialogue
