#include "text/manner.h"

#include <algorithm>
#include <cmath>

namespace vivavoce::text {
namespace {

Manner Clamped(Manner m) {
  m.rate = std::clamp(m.rate, 0.4f, 2.5f);
  m.pitch_st = std::clamp(m.pitch_st, -12.0f, 12.0f);
  m.range = std::clamp(m.range, 0.2f, 2.5f);
  m.energy_db = std::clamp(m.energy_db, -18.0f, 9.0f);
  m.whisper = std::clamp(m.whisper, 0.0f, 1.0f);
  m.tremble = std::clamp(m.tremble, 0.0f, 1.0f);
  m.pause = std::clamp(m.pause, 0.5f, 3.0f);
  m.hesitation = std::clamp(m.hesitation, 0.0f, 1.0f);
  m.pitch_drift_st = std::clamp(m.pitch_drift_st, -8.0f, 8.0f);
  m.energy_drift_db = std::clamp(m.energy_drift_db, -12.0f, 12.0f);
  m.rate_drift = std::clamp(m.rate_drift, 0.5f, 2.0f);
  m.rise_to_st = std::clamp(m.rise_to_st, 0.0f, 8.0f);
  return m;
}

}  // namespace

Manner Joined(const Manner& a, const Manner& b) {
  return Clamped({.rate = a.rate * b.rate,
                  .pitch_st = a.pitch_st + b.pitch_st,
                  .range = a.range * b.range,
                  .energy_db = a.energy_db + b.energy_db,
                  .whisper = std::max(a.whisper, b.whisper),
                  .tremble = std::max(a.tremble, b.tremble),
                  .pause = a.pause * b.pause,
                  .hesitation = std::max(a.hesitation, b.hesitation),
                  .pitch_drift_st = a.pitch_drift_st + b.pitch_drift_st,
                  .energy_drift_db = a.energy_drift_db + b.energy_drift_db,
                  .rate_drift = a.rate_drift * b.rate_drift,
                  .rise_to_st = std::max(a.rise_to_st, b.rise_to_st)});
}

Manner Scaled(const Manner& m, float share) {
  const auto factor = [&](float x) { return std::pow(x, share); };
  return Clamped({.rate = factor(m.rate),
                  .pitch_st = m.pitch_st * share,
                  .range = factor(m.range),
                  .energy_db = m.energy_db * share,
                  .whisper = m.whisper * std::min(share, 1.0f),
                  .tremble = m.tremble * share,
                  .pause = factor(m.pause),
                  .hesitation = m.hesitation * share,
                  .pitch_drift_st = m.pitch_drift_st * share,
                  .energy_drift_db = m.energy_drift_db * share,
                  .rate_drift = factor(m.rate_drift),
                  .rise_to_st = m.rise_to_st * share});
}

}  // namespace vivavoce::text
