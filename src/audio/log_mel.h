// Mel power spectra as Whisper-style front ends use them: Hann windows, STFT centred on the hop
// grid with reflected ends, Slaney's mel scale with area-normalised triangles. Shapes   n samples
// give n / hop + 1 frames; the result is [mels][frames], mel-major. Source   M. Slaney, Auditory
// Toolbox (1998): linear below 1 kHz, logarithmic above. Window: periodic
//          Hann.
// Threads  one at a time (scratch memory).
#pragma once

#include <span>
#include <vector>

#include "audio/fft.h"
#include "base/error.h"

namespace vivavoce::audio {

struct MelConfig {
  int sample_rate_hz = 16000;
  int window = 400;  // samples; also the FFT length
  int hop = 160;     // samples
  int mels = 80;     // filters between low_hz and high_hz
  float low_hz = 0;
  float high_hz = 8000;  // at most sample_rate_hz / 2

  Status Validate() const;
};

// [mels][window / 2 + 1] weights, equal to the tables that ship with Whisper (float32).
std::vector<float> MelFilterbank(const MelConfig& config);

class MelSpectrum {
 public:
  static Result<MelSpectrum> Create(const MelConfig& config);  // kInvalidArgument names the field

  int Frames(size_t samples) const;
  // Power, not yet logarithmic. Needs more than window / 2 samples for the reflection; fewer give
  // kInvalidArgument.
  Result<std::vector<float>> Power(std::span<const float> samples);

 private:
  struct Band {
    int first = 0;               // the first bin with weight
    std::vector<float> weights;  // of first, first + 1, ...
  };
  explicit MelSpectrum(const MelConfig& config);

  MelConfig config_;
  std::vector<float> hann_;
  std::vector<Band> bands_;
  Fft fft_;
};

// In place: log10(max(x, 1e-10)), then nothing below the loudest value - 8, then (x + 4) / 4, which
// is how Whisper-style models want it (roughly [-1, 1]).
void WhisperLogScale(std::span<float> power);

}  // namespace vivavoce::audio
