#include "hearing/voice_bursts.h"

#include <algorithm>
#include <cmath>

namespace vivavoce::hearing {
namespace {

constexpr float kMinDipDb = 4;
constexpr float kBelowLoudDb = 20;
constexpr float kBurstDepthDb = 15;

std::vector<float> Envelope(std::span<const VoiceFrame> frames) {
  std::vector<double> power(frames.size());
  std::ranges::transform(frames, power.begin(), [](const VoiceFrame& frame) {
    return std::pow(10.0, frame.level_dbfs / 10.0);
  });
  std::vector<float> envelope(frames.size());
  for (size_t i = 0; i < frames.size(); ++i) {
    const double before = i > 0 ? power[i - 1] : 0, after = i + 1 < frames.size() ? power[i + 1] : 0;
    envelope[i] = static_cast<float>(10 * std::log10((before + power[i] + after) / 3 + 1e-12));
  }
  return envelope;
}

}  // namespace

std::vector<VoiceBurst> FindBursts(std::span<const VoiceFrame> frames) {
  std::vector<VoiceBurst> bursts;
  if (frames.empty()) return bursts;
  const std::vector<float> envelope = Envelope(frames);
  std::vector<float> sorted = envelope;
  const auto loud = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() * 95 / 100);
  std::nth_element(sorted.begin(), loud, sorted.end());
  const float threshold = *loud - kBelowLoudDb;

  bool rising = true;
  size_t peak = 0, valley = 0;
  float valley_db = -120;  // before the first frame there is silence
  bool open = false;       // the last burst waits for the valley behind it
  const auto take = [&] {
    open = envelope[peak] >= threshold && envelope[peak] - valley_db >= kMinDipDb;
    if (open) {
      bursts.push_back({.begin = valley,
                        .peak = peak,
                        .end = frames.size(),
                        .level_db = envelope[peak],
                        .dip_db = envelope[peak] - valley_db});
    }
  };
  for (size_t i = 0; i < frames.size(); ++i) {
    const float here = envelope[i];
    if (rising) {
      if (here > envelope[peak]) {
        peak = i;
      } else if (envelope[peak] - here >= kMinDipDb) {
        take();
        rising = false;
        valley = i;
        valley_db = here;
      }
    } else if (here < valley_db) {
      valley = i;
      valley_db = here;
    } else if (here - valley_db >= kMinDipDb) {
      if (open) bursts.back().end = valley;
      rising = true;
      peak = i;
    }
  }
  if (rising) {
    take();
  } else if (open) {
    bursts.back().end = valley;
  }
  for (VoiceBurst& burst : bursts) {
    const auto belongs = [&](size_t i) { return envelope[i] > burst.level_db - kBurstDepthDb; };
    while (!belongs(burst.begin)) ++burst.begin;
    while (!belongs(burst.end - 1)) --burst.end;
  }
  return bursts;
}

}  // namespace vivavoce::hearing
