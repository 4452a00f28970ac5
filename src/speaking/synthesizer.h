// Seam: a clause of text to sound.
// Input    one clause or short sentence, UTF-8, Chinese or English or mixed, without mark-up.
// Output   mono float32 at kSpeechSampleRateHz, peak <= 1, with the words it says and where.
// Errors   kNotFound for an unknown voice (the message lists the known ones), kInvalidArgument for
// text
//          that cannot be spoken, kCancelled, kInternal.
// Threads  Synthesize() may be called from one thread at a time; Voices() from any. Never on a
//          llama.cpp thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/cancellation.h"
#include "base/error.h"
#include "base/language.h"

namespace vivavoce::speaking {

inline constexpr int kSpeechSampleRateHz = 24000;

// A word (English) or character (Chinese) of the input text and the samples that say it.
struct SpokenWord {
  size_t text_begin = 0;  // byte offsets into SynthesisRequest::text; separators belong to no word
  size_t text_end = 0;
  int64_t start_sample = 0;
  int64_t end_sample = 0;
};

struct SynthesisRequest {
  std::string text;
  Language language = Language::kUnknown;  // of the sentence around it; kUnknown: by script
  std::string voice;                       // "zf_xiaoyi", "af_heart", ... or a persona alias
  float speed = 1.0f;                      // [0.25, 4]; 1 = as trained
  bool first_in_reply = false;             // leading silence is trimmed harder
  CancellationToken cancel;
};

struct SynthesizedClause {
  std::vector<float> samples;
  std::vector<SpokenWord> words;  // in order, not overlapping, within samples
};

struct VoiceInfo {
  std::string id;
  Language language = Language::kUnknown;
  bool female = true;
};

class Synthesizer {
 public:
  virtual ~Synthesizer() = default;
  virtual Result<SynthesizedClause> Synthesize(const SynthesisRequest& request) = 0;
  virtual std::vector<VoiceInfo> Voices() const = 0;
};

}  // namespace vivavoce::speaking
