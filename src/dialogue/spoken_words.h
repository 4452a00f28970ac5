// Where the words that were spoken stand in the text that was written: speech leaves out mark-up
// and spells out signs, the transcript keeps them. Pure.
#pragma once

#include <string_view>
#include <vector>

#include "dialogue/reply.h"
#include "speaking/synthesizer.h"

namespace vivavoce::dialogue {

// `words` are offsets into `speech`; the result counts bytes of the reply's text (`text` begins at
// byte `text_offset` of it) and samples of the reply. Ends never fall and never leave `text`.
std::vector<ReplyWord> PlaceWords(std::string_view text, std::string_view speech,
                                  const std::vector<speaking::SpokenWord>& words,
                                  size_t text_offset, int64_t sample_offset);

}  // namespace vivavoce::dialogue
