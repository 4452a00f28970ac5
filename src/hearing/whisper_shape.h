// The sizes of a Whisper model that its CTranslate2 weights tell.
#pragma once

#include <cstdint>

#include "base/error.h"
#include "hearing/ct2_model.h"

namespace vivavoce::hearing {

struct WhisperShape {
  int64_t vocabulary = 0;  // rows of the token embedding, special tokens included
  int64_t mels = 0;        // 80
  int64_t width = 0;       // of every layer; a head has 64
  int64_t heads = 0;
  int64_t audio_context = 0;  // encoder positions of 20 ms: 1500
  int64_t text_context = 0;   // decoder positions: 448
  int64_t encoder_layers = 0;
  int64_t decoder_layers = 0;
};

// kCorrupt when the file is not a Whisper model or its sizes contradict each other.
Result<WhisperShape> ReadWhisperShape(const Ct2Model& model);

}  // namespace vivavoce::hearing
