// How something was said, in numbers: a summary of the frames of one utterance.
// Definitions and accuracy: docs/hearing.md. Threads: pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "hearing/pitch_path.h"
#include "hearing/voice_frames.h"

namespace vivavoce::hearing {

struct VoiceMeasures {
  // Frames that are sound of this voice: within 25 dB of its loud parts and above the noise.
  double active_seconds = 0;
  double voiced_ratio = 0;  // of the active frames, [0, 1]

  // Of the voiced frames; nullopt with less than 100 ms of them.
  std::optional<double> f0_hz;            // median
  std::optional<double> f0_range_st;      // 10th to 90th percentile, semitones
  std::optional<double> f0_end_st;        // the last 200 ms voiced against the median, semitones
  std::optional<double> hnr_db;           // harmonics to noise, mean (Boersma 1993)

  double level_dbfs = -120;        // mean power of the active frames
  double level_range_db = 0;       // 10th to 90th percentile of the active frames
  double noise_dbfs = -120;        // 5th percentile of all frames
  double alpha_ratio_db = 0;       // below against above 1 kHz, active frames (eGeMAPS)

  double syllables = 0;                            // counted in the words, or heard
  bool syllables_heard = false;                    // no words were given
  std::optional<double> syllables_per_second;      // without the pauses; nullopt below 2 syllables
  int pauses = 0;                                  // silences of 200 ms or more between sounds
  double mean_pause_ms = 0;
  double longest_pause_ms = 0;

  friend bool operator==(const VoiceMeasures&, const VoiceMeasures&) = default;
};

// `words` is what was said, for the speech rate; "" counts syllables by ear.
VoiceMeasures MeasureVoice(std::span<const VoiceFrame> frames, std::span<const PitchPoint> pitch,
                           std::string_view words);

// Frame by frame: is it sound of this voice? The rule of VoiceMeasures::active_seconds.
std::vector<bool> ActiveFrames(std::span<const VoiceFrame> frames);

// Level over 50 ms, as intensity contours are drawn.
std::vector<float> SmoothedLevels(std::span<const VoiceFrame> frames);

double HzToSemitones(double hz);  // re 1 Hz

}  // namespace vivavoce::hearing
