// What one frame of a voice may have for a pitch: the peaks of its autocorrelation. Which of them is
// meant is decided over a stretch of frames (pitch_path.h).
// Method   P. Boersma, Accurate short-term analysis of the fundamental frequency and the
//          harmonics-to-noise ratio of a sampled sound, IFA Proceedings 17 (1993): the
//          autocorrelation of the Hann-windowed frame divided by that of the window, so that a
//          perfectly periodic frame has a peak of 1. Here at 8 kHz, with peaks placed by parabolas.
// Input    8 kHz; a frame has 320 samples (40 ms, three periods of the lowest pitch).
// Cost     some 6 us a frame on one core with SSE2.
// Threads  one at a time (scratch memory).
#pragma once

#include <array>
#include <span>
#include <vector>

namespace vivavoce::hearing {

inline constexpr int kPitchSampleRateHz = 8000;
inline constexpr int kPitchFrameSamples = 320;
inline constexpr float kPitchFloorHz = 75;
inline constexpr float kPitchCeilingHz = 600;

struct PitchCandidate {
  float frequency_hz = 0;
  float strength = 0;  // of the periodicity, in [0, 1]
};

struct PitchFrame {
  static constexpr size_t kMaxCandidates = 8;
  std::array<PitchCandidate, kMaxCandidates> candidates;
  size_t num_candidates = 0;  // 0: silence, or no peak at all
  float peak = 0;             // largest magnitude around the mean, for the silence rule

  std::span<const PitchCandidate> Candidates() const {
    return std::span(candidates).first(num_candidates);
  }
};

class PitchAnalyzer {
 public:
  PitchAnalyzer();
  // REQUIRES: frame.size() == kPitchFrameSamples.
  PitchFrame Analyze(std::span<const float> frame);

 private:
  static constexpr int kMinLag = 12;   // 667 Hz: room for a peak at the ceiling
  static constexpr int kMaxLag = 108;  // 74 Hz
  static constexpr int kLags = 112;    // computed; a multiple of the vector length

  void Correlate();

  std::array<float, kPitchFrameSamples> window_;
  std::array<float, kLags> window_correlation_;            // of the window, 1 at lag 0
  std::array<float, kPitchFrameSamples + kLags> samples_;  // windowed, zeros behind
  std::array<float, kLags> correlation_;
};

}  // namespace vivavoce::hearing
