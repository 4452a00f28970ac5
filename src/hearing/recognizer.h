// Seam: speech to text.
// Input    mono float32 in [-1, 1], 16 kHz, up to 30 s a call.
// Output   a Transcript: text in the speaker's language (Chinese in simplified characters, with
//          punctuation), empty when nothing was said. Silence and noise give empty text, not
//          inventions.
// Errors   kInvalidArgument (too long, not finite), kCancelled, kInternal.
// Threads  Recognize() may be called from one thread at a time. Never on a llama.cpp thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/cancellation.h"
#include "base/error.h"
#include "base/language.h"

namespace vivavoce::hearing {

struct TranscriptWord {
  std::string text;
  int64_t start_ms = 0;  // from the first sample of the call
  int64_t end_ms = 0;
};

struct Transcript {
  std::string text;
  Language language = Language::kUnknown;
  std::vector<TranscriptWord> words;  // only when RecognizeOptions::word_times
  float mean_log_probability = 0;     // of the tokens; 0 for empty text
  float no_speech_probability = 0;    // [0, 1]
};

struct RecognizeOptions {
  Language language = Language::kUnknown;  // kUnknown: detect among English and Chinese
  std::string hint;                        // names and words likely to occur; "" for none
  bool is_final = true;                    // false: a partial; may trade accuracy for time
  bool word_times = false;
  CancellationToken cancel;
};

class Recognizer {
 public:
  virtual ~Recognizer() = default;
  virtual Result<Transcript> Recognize(std::span<const float> samples,
                                       const RecognizeOptions& options) = 0;
};

}  // namespace vivavoce::hearing
