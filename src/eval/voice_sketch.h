// A spoken sound, measured: pitch, level and voicing every 10 ms, and what stretches of it come to.
// The pitch is that of hearing/ (Boersma 1993), which knows nothing of how the sound was made.
// Times in seconds from the first sample. Thread safety: plain values.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "base/error.h"
#include "hearing/pitch_path.h"
#include "hearing/voice_frames.h"

namespace vivavoce::eval {

struct StretchMeasure {
  double seconds = 0;            // from the first sound to the last, 30 dB under the loudest
  double level_db = -120;        // mean power of the frames that are sound, re full scale
  double voiced_share = 0;       // of these frames, [0, 1]
  std::optional<double> f0_st;   // median, semitones re 1 Hz; nullopt with less than 30 ms voiced
  std::optional<double> f0_high_st;  // 90th percentile
  std::optional<double> f0_end_st;   // median of the last 150 ms voiced
};

class VoiceSketch {
 public:
  // Any sample rate that can be resampled to 16 kHz; at least 50 ms.
  static Result<VoiceSketch> Of(std::span<const float> samples, int sample_rate_hz);

  double seconds() const;
  StretchMeasure Measure(double from_s, double to_s) const;
  StretchMeasure Measure() const { return Measure(0, seconds()); }
  // The longest run of frames 40 dB or more under the loudest of the whole sound.
  double LongestSilenceMs(double from_s, double to_s) const;
  // Bursts of energy in a stretch (hearing/voice_bursts.h).
  int Bursts(double from_s, double to_s) const;

 private:
  struct Range {
    size_t begin = 0, end = 0;  // frames
  };
  Range FramesOf(double from_s, double to_s) const;

  std::vector<hearing::VoiceFrame> frames_;
  std::vector<hearing::PitchPoint> pitch_;
  float loudest_db_ = -120;
};

}  // namespace vivavoce::eval
