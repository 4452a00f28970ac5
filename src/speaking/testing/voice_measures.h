// Simple measures of a voice for tests, by autocorrelation of 40 ms frames every 10 ms.
// Thread safety: pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace vivavoce::speaking {

struct VoiceMeasure {
  // Of the voiced frames within 20 dB of the loudest: a creak that dies away is found an octave off.
  double f0_hz = 0;         // median; 0 when there are none
  double f0_high_hz = 0;    // 90th percentile, rounded down: one may be an octave off
  double voiced_share = 0;  // of the frames that are speech (within 30 dB of the loudest)
  double level_db = -120;   // mean power of the frames that are speech, re full scale
  double centroid_hz = 0;   // of the power spectrum of the speech
};

// Samples at 24 kHz; [begin, end) is cut to what is there.
VoiceMeasure MeasureVoice(std::span<const float> samples, int64_t begin, int64_t end);
inline VoiceMeasure MeasureVoice(std::span<const float> samples) {
  return MeasureVoice(samples, 0, static_cast<int64_t>(samples.size()));
}

// F0 of each 10 ms, 0 where unvoiced.
std::vector<double> F0Track(std::span<const float> samples);

// The longest run of 1 ms frames within [begin, end) that are more than `below_db` under the loudest
// 5 ms of all samples, in ms.
double LongestSilenceMs(std::span<const float> samples, int64_t begin, int64_t end, double below_db);

// The largest step between neighbouring samples.
double LargestStep(std::span<const float> samples);

}  // namespace vivavoce::speaking
