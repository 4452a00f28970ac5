#include "hearing/speaker_baseline.h"

#include <algorithm>
#include <cmath>

namespace vivavoce::hearing {
namespace {

constexpr double kPriorUtterances = 4;  // of the spread
constexpr double kMinKnown = 2;         // utterances before a mean that had no prior is believed
constexpr double kMaxDeviation = 3;
// Old utterances fade: people and rooms change over a long conversation.
constexpr double kMemory = 20;

std::optional<double> Brightness(const VoiceMeasures& m) {
  if (m.active_seconds < SpeakerBaseline::kMinActiveSeconds) return std::nullopt;
  return -m.alpha_ratio_db;
}

std::optional<double> Level(const VoiceMeasures& m) {
  if (m.active_seconds < SpeakerBaseline::kMinActiveSeconds) return std::nullopt;
  return m.level_dbfs;
}

std::optional<double> Pitch(const VoiceMeasures& m) {
  if (!m.f0_hz || m.active_seconds < SpeakerBaseline::kMinActiveSeconds) return std::nullopt;
  return HzToSemitones(*m.f0_hz);
}

std::optional<double> Range(const VoiceMeasures& m) {
  if (m.active_seconds < 1) return std::nullopt;  // short utterances have no range
  return m.f0_range_st;
}

// By ear the rate is too rough to judge anybody by.
std::optional<double> Rate(const VoiceMeasures& m) {
  if (m.syllables_heard || m.syllables < 4) return std::nullopt;
  return m.syllables_per_second;
}

}  // namespace

double SpeakerBaseline::Quantity::Mean() const {
  return (prior_mean * prior_weight + sum) / (prior_weight + count);
}

double SpeakerBaseline::Quantity::Spread() const {
  if (count < 1) return prior_spread;
  const double mean = sum / count;
  const double around = std::max(0.0, squares - count * mean * mean);
  return std::sqrt((kPriorUtterances * prior_spread * prior_spread + around) /
                   (kPriorUtterances + count - 1));
}

std::optional<double> SpeakerBaseline::Quantity::Deviation(std::optional<double> value) const {
  if (!value || (prior_weight == 0 && count < kMinKnown)) return std::nullopt;
  return std::clamp((*value - Mean()) / Spread(), -kMaxDeviation, kMaxDeviation);
}

void SpeakerBaseline::Quantity::Learn(std::optional<double> value) {
  if (!value) return;
  double kept = *value;
  if (count >= kMinKnown) {
    const double reach = kMaxDeviation * Spread();
    kept = std::clamp(kept, Mean() - reach, Mean() + reach);
  }
  if (count >= kMemory) {
    const double fade = (kMemory - 1) / count;
    count *= fade;
    sum *= fade;
    squares *= fade;
  }
  count += 1;
  sum += kept;
  squares += kept * kept;
}

VoiceDeviation SpeakerBaseline::Compare(const VoiceMeasures& m) const {
  return {.pitch = pitch_.Deviation(Pitch(m)),
          .pitch_range = range_.Deviation(Range(m)),
          .level = level_.Deviation(Level(m)),
          .rate = rate_.Deviation(Rate(m)),
          .brightness = brightness_.Deviation(Brightness(m)),
          .clearness = clearness_.Deviation(m.hnr_db),
          .utterances = utterances_};
}

void SpeakerBaseline::Learn(const VoiceMeasures& m) {
  if (m.active_seconds < kMinActiveSeconds) return;
  pitch_.Learn(Pitch(m));
  range_.Learn(Range(m));
  level_.Learn(Level(m));
  rate_.Learn(Rate(m));
  brightness_.Learn(Brightness(m));
  clearness_.Learn(m.hnr_db);
  ++utterances_;
}

}  // namespace vivavoce::hearing
