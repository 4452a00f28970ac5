// A windowed-sinc filter that changes the rate by a ratio of small numbers, 24 to 16 kHz say, one set
// of taps for each place an output sample can have between two input samples.
// Method     Kaiser window; see A. Oppenheim, R. Schafer, Discrete-Time Signal Processing, 4.7 and
//            7.5.
// Alignment  output sample k is at the time k / (up / down) of the input; what is before the first
//            sample counts as silence. It comes when latency_samples() further input samples are in.
// Threads    one at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace vivavoce::audio {

class PolyphaseFilter {
 public:
  struct Design {
    int up = 1;           // output samples ...
    int down = 1;         // ... for so many input samples; without a common divisor
    int length = 48;      // taps at the lower of the two rates; a multiple of 8
    double cutoff = 0.9;  // of the lower Nyquist frequency
    double beta = 8;      // of the window
  };
  explicit PolyphaseFilter(const Design& design);

  void Process(std::span<const float> input, std::vector<float>& output);  // appends
  void Reset();

  int latency_samples() const { return static_cast<int>(taps_ / 2); }

 private:
  size_t up_;
  size_t down_;
  size_t taps_;                 // a phase; a multiple of 8
  std::vector<float> phases_;   // [up][taps], the oldest sample's first
  std::vector<float> waiting_;  // input that is still needed
  size_t at_ = 0;               // in waiting_: the first sample of the next output's stretch
  size_t phase_ = 0;
};

}  // namespace vivavoce::audio
