// How a clause was spoken, for clients that draw it: words, phonemes, sounds and pauses over time, and
// the curves of pitch and loudness. Times are ms of the whole answer.
// Threads  plain values and a pure function.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "realtime/field_reader.h"

namespace vivavoce::realtime {

struct SpeechPlan {
  struct Span {
    std::string text;
    int64_t start_ms = 0;
    int64_t end_ms = 0;
  };
  std::string text;  // of the clause, without directions
  int64_t start_ms = 0;
  int64_t end_ms = 0;
  std::vector<Span> words;
  std::vector<Span> phonemes;
  std::vector<Span> marks;  // sounds ("laugh") and pauses ("pause 300 ms")
  // One value for each time.
  std::vector<int64_t> curve_ms;
  std::vector<float> model_pitch_hz;  // as the model would have spoken; 0 unvoiced
  std::vector<float> pitch_hz;        // as it was spoken
  std::vector<float> loudness_db;     // against the model's own
};

// The event vivavoce.speech.plan.
Json PlanEvent(const SpeechPlan& plan);

}  // namespace vivavoce::realtime
