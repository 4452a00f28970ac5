// The silence in a clause, of which the model makes up to a second before its first and after its
// last word, costs as much to generate as speech and is all alike: some of its frames can stand
// for the others. A frame here is 12.5 ms, one value of the curves. Thread safety: pure functions.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace vivavoce::speaking {

// The frames of a clause that are generated.
struct KeptFrames {
  std::vector<size_t> frames;  // in order
  std::vector<float> weights;  // for each: how many frames of the clause it stands for, itself too
};

// Leaves out the middle of every silence. `silent`: for each frame.
KeptFrames KeepSounding(const std::vector<bool>& silent);
KeptFrames KeepAll(size_t frames);

// [channels][stride of the clause], of which each frame has `per_frame` values, to the kept frames
// alone; `extra` values at the end belong to no frame and are those behind the last kept one.
std::vector<float> ValuesOfKept(std::span<const float> values, size_t channels, size_t per_frame,
                                size_t extra, const KeptFrames& kept);

// Samples of the kept frames, `per_frame` each, to those of all `frames`; silence between.
std::vector<float> WithSilence(std::span<const float> samples, size_t per_frame,
                               const KeptFrames& kept, size_t frames);

}  // namespace vivavoce::speaking
