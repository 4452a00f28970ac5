// A voice, frame by frame, while it comes in: level, bands and what may be its pitch. Everything else
// about how something was said is a summary of these frames (voice_measures.h, vocal_events.h).
// Frames   10 ms each, frame i is the sound of [i, i + 1) * 10 ms since the first sample; its pitch
//          looks 20 ms to either side of the middle, so a frame is known 20 ms after its end.
// Bands    fourth-order Butterworth low-pass at 1 kHz and second-order high-pass at 3.5 kHz, designed
//          by the formulas of R. Bristow-Johnson's Audio EQ Cookbook; a constant offset is taken out.
// Cost     see docs/hearing.md (voice_benchmark.cc measures it).
// Threads  one at a time.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <span>
#include <vector>

#include "audio/resampler.h"
#include "base/error.h"
#include "hearing/pitch_candidates.h"

namespace vivavoce::hearing {

inline constexpr int kVoiceFrameMs = 10;

struct VoiceFrame {
  float level_dbfs = -120;   // mean power
  float low_dbfs = -120;     // below 1 kHz
  float high_dbfs = -120;    // above 3.5 kHz
  float crossing_rate = 0;   // zero crossings a sample, [0, 1]
};

// Second-order section, direct form II transposed.
class Biquad {
 public:
  static Biquad LowPass(double cutoff_hz, double q, double sample_rate_hz);
  static Biquad HighPass(double cutoff_hz, double q, double sample_rate_hz);
  float Process(float x) {
    const float y = b0_ * x + z1_;
    z1_ = b1_ * x - a1_ * y + z2_;
    z2_ = b2_ * x - a2_ * y;
    return y;
  }
  void Reset() { z1_ = z2_ = 0; }

 private:
  float b0_ = 1, b1_ = 0, b2_ = 0, a1_ = 0, a2_ = 0;
  float z1_ = 0, z2_ = 0;
};

class VoiceFrames {
 public:
  // As long as the longest turn, and some.
  static constexpr int kHistorySeconds = 130;

  static Result<VoiceFrames> Create();

  // 16 kHz mono, any number of samples. Samples that are not finite count as silence.
  void Push(std::span<const float> samples);

  // Goes on behind sound that is not listened to: the next sample is the first of frame `frame`, and
  // the frames before it that are not known yet count as silence. REQUIRES: frame >= end().
  void SkipTo(int64_t frame);

  // Frames known so far: [begin(), end()); older ones are forgotten.
  int64_t begin() const { return first_; }
  int64_t end() const { return first_ + static_cast<int64_t>(frames_.size()); }
  // What of [from, to) is known.
  std::span<const VoiceFrame> Read(int64_t from, int64_t to) const;
  std::span<const PitchFrame> ReadPitch(int64_t from, int64_t to) const;  // the same frames

 private:
  struct Hop {
    double power = 0, low = 0, high = 0;
    int crossings = 0;
    int samples = 0;
  };
  explicit VoiceFrames(audio::Resampler narrow);
  void AddSample(float sample);
  void MakeFrames();
  void ForgetOld();

  audio::Resampler narrow_band_;  // to 8 kHz
  Biquad offset_, low_1_, low_2_, high_;
  Hop hop_;
  bool positive_ = false;
  std::deque<Hop> waiting_;     // complete, their pitch is not known yet
  std::vector<float> narrow_;   // 8 kHz, from the beginning of the next pitch frame
  std::vector<float> clean_;    // scratch
  PitchAnalyzer analyzer_;
  std::vector<VoiceFrame> frames_;
  std::vector<PitchFrame> pitch_;  // of each of them
  int64_t first_ = 0;
};

}  // namespace vivavoce::hearing
