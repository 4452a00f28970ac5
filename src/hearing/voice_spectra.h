// The spectrum of a voice, frame by frame, for those who judge whose voice it is: mel bands and the
// autocorrelation that formants are found from.
// Frames   10 ms apart; frame i is the sound of [i * 10, i * 10 + 25) ms since the first sample.
// Method   pre-emphasis 0.97 within the frame, Hann window of 25 ms, 512-point power spectrum; 24
//          triangles between 100 Hz and 8 kHz on the mel scale 2595 log10(1 + f / 700), each of
//          area one; natural logarithm. That is what voice_gender_model.h was trained on.
// Threads  one at a time.
#pragma once

#include <array>
#include <complex>
#include <cstdint>
#include <span>
#include <vector>

#include "audio/fft.h"
#include "hearing/formants.h"

namespace vivavoce::hearing {

struct VoiceSpectrum {
  static constexpr size_t kMels = 24;
  std::array<float, kMels> log_mel;
  BandCorrelation correlation;
};

class VoiceSpectra {
 public:
  static constexpr int kHistorySeconds = 130;

  // `at_sample`: how much of the conversation was not heard, 16 kHz.
  explicit VoiceSpectra(int64_t at_sample);
  void Push(std::span<const float> samples);  // 16 kHz mono

  // Frames known so far: [begin(), end()); older ones are forgotten.
  int64_t begin() const { return first_; }
  int64_t end() const { return first_ + static_cast<int64_t>(frames_.size()); }
  // What of the frames [from, to) is known; `first` is the first frame of it.
  std::span<const VoiceSpectrum> Read(int64_t from, int64_t to, int64_t& first) const;

 private:
  struct Band {
    size_t first_bin = 0;
    std::vector<float> weights;
  };
  void Analyze(std::span<const float> frame);

  audio::Fft fft_;
  FormantBand formant_band_;
  std::vector<Band> bands_;
  std::vector<float> window_;
  std::vector<std::complex<float>> time_, frequency_;  // scratch
  std::vector<float> power_;                           // scratch
  std::vector<float> waiting_;                         // from the beginning of the next frame
  size_t to_skip_;                                     // samples up to the first whole frame
  std::vector<VoiceSpectrum> frames_;
  int64_t first_;
};

}  // namespace vivavoce::hearing
