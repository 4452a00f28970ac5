// Changes the sample rate of a stream (speexdsp's windowed sinc, quality 5 unless asked otherwise).
// Between rates whose ratio is one of small numbers (24 and 16 kHz) the same filter runs in
// PolyphaseFilter, which takes 5 instead of 13 us for 40 ms: a quarter of what a thousand listening
// sessions cost.
// Alignment  the filter's start-up is cut off, so output sample k is the sound of second k /
// out_hz.
//            It comes out only when latency_samples() further input samples are in; Flush() pushes
//            the rest. In total n input samples give ceil(n * out_hz / in_hz) output samples.
// Latency    of the input rate's samples: quality 5 has 40 (2.5 ms at 16 kHz) when the rate goes
// up, and
//            in_hz / out_hz times that when it goes down.
// Pass band  quality 5: flat to about 0.92 of the lower Nyquist frequency, stop band near -75 dB.
// Threads    one at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "audio/polyphase_filter.h"
#include "base/error.h"

struct SpeexResamplerState_;

namespace vivavoce::audio {

inline constexpr int kMinSampleRateHz = 1000;
inline constexpr int kMaxSampleRateHz = 384000;

class Resampler {
 public:
  static constexpr int kDefaultQuality = 5;  // speexdsp's scale; 0 is fast, 10 is best

  // kInvalidArgument names in_hz, out_hz (kMinSampleRateHz..kMaxSampleRateHz) or quality (0..10).
  static Result<Resampler> Create(int in_hz, int out_hz, int quality = kDefaultQuality);

  std::vector<float> Process(std::span<const float> input);
  void Process(std::span<const float> input, std::vector<float>& output);  // appends
  // The end of the stream: what the filter still holds. The next Process() starts a new stream.
  std::vector<float> Flush();
  void Reset();

  int in_hz() const { return in_hz_; }
  int out_hz() const { return out_hz_; }
  int latency_samples() const;

 private:
  struct Destroy {
    void operator()(SpeexResamplerState_* state) const;
  };
  Resampler(int in_hz, int out_hz, SpeexResamplerState_* state);
  bool Passes() const { return !state_ && !filter_; }
  void Run(std::span<const float> input, std::vector<float>& output);

  int in_hz_;
  int out_hz_;
  // One of the two, or none when the rates are equal.
  std::optional<PolyphaseFilter> filter_;
  std::unique_ptr<SpeexResamplerState_, Destroy> state_;
  int64_t consumed_ = 0;
  int64_t produced_ = 0;
};

// A whole clip at once.
Result<std::vector<float>> Resample(std::span<const float> samples, int in_hz, int out_hz,
                                    int quality = Resampler::kDefaultQuality);

}  // namespace vivavoce::audio
