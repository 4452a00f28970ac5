// Where in a recording somebody speaks. Pure but for the detector it is given.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/error.h"
#include "hearing/voice_activity_detector.h"

namespace vivavoce::app {

struct SpeechSegment {
  int64_t begin_sample = 0;
  int64_t end_sample = 0;
};

// Stretches of speech with 200 ms of margin, joined over pauses below 500 ms, none longer than 28 s
// (the recogniser takes 30). `samples` are 16 kHz.
Result<std::vector<SpeechSegment>> FindSpeech(hearing::VoiceActivityDetector& detector,
                                              std::span<const float> samples);

}  // namespace vivavoce::app
