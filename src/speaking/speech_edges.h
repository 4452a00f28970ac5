// Silence before and after a clause, and clean joins. Thread safety: pure functions.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace vivavoce::speaking {

struct SpeechSpan {
  size_t begin = 0, end = 0;  // samples; empty when there is no speech
};

// Where speech is: from the first to the last 5 ms frame whose level is within 46 dB of the loudest
// and above -66 dB re full scale. Weak fricatives at the edges lie 30-40 dB under the vowels.
SpeechSpan FindSpeech(std::span<const float> samples, int sample_rate_hz);

struct EdgeSilence {
  size_t lead = 0;   // samples kept or made before speech
  size_t pause = 0;  // and after it
};

// Cuts or lengthens the silence around `span` to `silence` and fades both ends over 5 ms, so that
// the result starts and ends at 0. Returns how far samples moved: new index = old index - offset.
// Precondition: span is not empty and within samples.
ptrdiff_t SetEdges(std::vector<float>& samples, SpeechSpan span, EdgeSilence silence,
                   int sample_rate_hz);

}  // namespace vivavoce::speaking
