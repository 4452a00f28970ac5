// Seam: a clause of text to sound.
// Input    one clause or short sentence, UTF-8, Chinese or English or mixed, without mark-up, and how
//          to say it: what text::MarkupReader makes of a reply. A text without words is spoken when
//          there is a sound among the cues.
// Output   mono float32 at kSpeechSampleRateHz, peak <= 1, with the words it says and where.
// Errors   kNotFound for an unknown voice (the message lists the known ones), kInvalidArgument for
//          text that cannot be spoken, kCancelled, kInternal.
// Threads  Synthesize() may be called from one thread at a time; Voices() from any. Never on a
//          llama.cpp thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/cancellation.h"
#include "base/error.h"
#include "base/language.h"
#include "speaking/prosody_trace.h"
#include "text/manner.h"
#include "text/speech_markup.h"

namespace vivavoce::speaking {

inline constexpr int kSpeechSampleRateHz = 24000;

// A word (English) or character (Chinese) of the input text and the samples that say it.
struct SpokenWord {
  size_t text_begin = 0;  // byte offsets into SynthesisRequest::text; separators belong to no word
  size_t text_end = 0;
  int64_t start_sample = 0;
  int64_t end_sample = 0;
};

// A phoneme as the voice knows it (text/phoneme_alphabet.h), marks and spaces among them.
struct SpokenPhoneme {
  char32_t symbol = 0;
  int64_t start_sample = 0;
  int64_t end_sample = 0;
};

// The speaker's own way with the voice, on top of which everything is acted.
struct VocalProfile {
  float pitch_st = 0;        // semitones, [-6, 6]
  float energy_db = 0;       // [-6, 4]
  float laughter = 1;        // of laughs and chuckles: 0 never, 1 as written, [0, 1.3]
  float sighs = 1;           // the same of sighs
  float expressiveness = 1;  // how far context moves the voice when nothing is marked, [0, 1.5]
};

struct SynthesisRequest {
  std::string text;
  Language language = Language::kUnknown;  // of the sentence around it; kUnknown: by script
  std::string voice;                       // "zf_xiaoyi", "af_heart", ... or a persona alias
  float speed = 1.0f;                      // [0.25, 4]; 1 = as trained
  bool first_in_reply = false;             // leading silence is trimmed harder
  int silence_before_ms = 0;               // what was spoken before ends so; part of a pause here
  CancellationToken cancel;
  text::Manner scene = {};                 // how all of it is said
  std::vector<text::SpeechCue> cues = {};  // of `text`
  VocalProfile profile = {};
  bool trace = false;  // keep what the prosody became
};

struct SynthesizedClause {
  std::vector<float> samples;
  std::vector<SpokenWord> words;  // in order, not overlapping, within samples
  int end_silence_ms = 0;         // the silence that `samples` end with, as far as it was planned
  std::vector<SpokenPhoneme> phonemes = {};  // in order, not overlapping; empty: the voice has none
  std::shared_ptr<const ProsodyTrace> trace = {};  // when asked for and known
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
