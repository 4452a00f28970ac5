// A prosody plan, put into the numbers of the model: frames of each token, F0 and energy curves,
// gain of the samples. Thread safety: pure functions.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "speaking/kokoro_graph.h"
#include "speaking/prosody_plan.h"

namespace vivavoce::speaking {

// `targets`: one for each token. Frames of 25 ms; rounding errors are carried on, so that a stretch
// is as long as it should be. `speed` [0.25, 4].
std::vector<int64_t> PlannedFrames(std::span<const float> durations,
                                   std::span<const PhonemeTarget> targets, float speed);

struct ShapedCurves {
  ProsodyCurves curves;
  std::vector<float> gain_db;  // for each value of the curves; smooth
  std::vector<float> whisper;  // the share of it that is whispered; smooth
  std::vector<bool> silent;    // where words are and the model makes less than -70 dB
};

// `frames` and `targets`: one for each token; `curves` as the model predicts them for the frames.
// The same input gives the same output.
ShapedCurves ShapeCurves(const ProsodyCurves& curves, std::span<const int64_t> frames,
                         std::span<const PhonemeTarget> targets);

// Applies the gain, 300 samples for each value, interpolated. Values of 0 dB leave samples as they
// are.
void ApplyGainCurve(std::span<float> samples, std::span<const float> gain_db);

}  // namespace vivavoce::speaking
