// What the speaker encoder sees of a voice: mel powers, frame by frame.
// Frames   10 ms apart; frame i is the 25 ms around the sample 160 i, what is before the first sample
//          is silence.
// Method   periodic Hann window of 400 samples, power spectrum, 40 triangles from 0 to 8000 Hz on
//          Slaney's mel scale (linear below 1 kHz, logarithmic above), each of area one. No
//          logarithm. That is librosa's melspectrogram, which the network was trained on.
// Source   M. Slaney, Auditory Toolbox, Interval Research report 1998-010.
// Threads  one at a time.
#pragma once

#include <array>
#include <complex>
#include <cstdint>
#include <span>
#include <vector>

#include "audio/fft.h"
#include "hearing/speaker_encoder.h"

namespace vivavoce::hearing {

struct SpeakerMel {
  std::array<float, SpeakerEncoder::kMels> power;
  float mean_square = 0;  // of the samples [160 (i - 0.5), 160 (i + 0.5))
};

class SpeakerMels {
 public:
  static constexpr int kHistorySeconds = 130;

  // `at_sample`: how much of the conversation was not heard, 16 kHz.
  explicit SpeakerMels(int64_t at_sample);
  void Push(std::span<const float> samples);  // 16 kHz mono

  // Frames known so far: [begin(), end()); older ones are forgotten.
  int64_t begin() const { return first_; }
  int64_t end() const { return first_ + static_cast<int64_t>(frames_.size()); }
  // REQUIRES: begin() <= frame < end().
  const SpeakerMel& At(int64_t frame) const { return frames_[static_cast<size_t>(frame - first_)]; }

 private:
  struct Band {
    size_t first_bin = 0;
    std::vector<float> weights;
  };
  void Analyze(std::span<const float> frame);

  audio::Fft fft_;
  std::vector<Band> bands_;
  std::vector<float> window_;
  std::vector<std::complex<float>> time_, frequency_;  // scratch
  std::vector<float> waiting_;                         // from the beginning of the next frame
  size_t to_skip_;                                     // samples up to the next frame's middle
  std::vector<SpeakerMel> frames_;
  int64_t first_;
};

}  // namespace vivavoce::hearing
