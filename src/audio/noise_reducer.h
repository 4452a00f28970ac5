// Takes steady noise out of speech while it is spoken (speexdsp's preprocessor: a Wiener-like gain per
// Bark band after Ephraim and Malah 1984, over a noise level tracked by minima), and can bring a
// quiet voice up.
// Samples    [-1, 1], mono.
// Alignment  output sample k is the sound of input sample k. It comes out up to 20 ms later, so in
//            total fewer samples come out than went in; what is still inside is not needed: sound
//            goes on.
// Start      the noise is learnt in the first half second.
// Threads    one at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/error.h"

struct SpeexPreprocessState_;

namespace vivavoce::audio {

struct NoiseReducerOptions {
  int sample_rate_hz = 16000;  // [8000, 48000]
  float suppress_db = 15;      // (0, 40]: how far noise is lowered at most
  float most_gain_db = 0;      // [0, 30]: how far a quiet voice is raised; 0: not at all
};

class NoiseReducer {
 public:
  // kInvalidArgument names the option.
  static Result<NoiseReducer> Create(const NoiseReducerOptions& options);

  void Process(std::span<const float> input, std::vector<float>& output);  // appends

 private:
  struct Destroy {
    void operator()(SpeexPreprocessState_* state) const;
  };
  NoiseReducer(size_t frame_samples, SpeexPreprocessState_* state);

  size_t frame_samples_;  // 10 ms
  std::unique_ptr<SpeexPreprocessState_, Destroy> state_;
  std::vector<float> waiting_;  // less than one frame
  std::vector<int16_t> frame_;
  bool is_first_ = true;  // the first frame out is the filter's own start
};

}  // namespace vivavoce::audio
