#include "hearing/emotion_cues.h"

#include <algorithm>
#include <cmath>

namespace vivavoce::hearing {
namespace {

constexpr double kMinVoicedSeconds = 0.3;
constexpr double kMost = 2.5;
// Moods move a voice further than its owner's calm utterances differ.
constexpr double kUsualSpreads = 0.6;

// Calm speech of people in general and the spread of all speech around it.
struct Norm {
  double mean;
  double spread;
};
constexpr Norm kRange = {8.5, 3};     // semitones, 10th to 90th percentile
constexpr Norm kAlphaRatio = {9, 5};  // dB; half of the spread is microphones
constexpr Norm kClearness = {11, 4};  // dB, harmonics to noise
constexpr double kPitchSpread = 4;    // semitones
// Calm men and women, speaker_traits.h; what lies between them is nobody's sign.
constexpr double kMaleHz = 119, kFemaleHz = 210, kChildHz = 255;
// A microphone's word counts for less than the body's.
constexpr double kStrangersBrightness = 0.7;

double Bounded(double z) { return std::clamp(z, -kMost, kMost); }

double StrangersPitch(double hz, const std::optional<SpeakerTraits>& speaker) {
  double low = kMaleHz, high = kFemaleHz;
  if (speaker) {
    if (speaker->age == AgeBand::kChild) low = high = kChildHz;
    if (speaker->gender == VoiceGender::kMale) high = low;
    if (speaker->gender == VoiceGender::kFemale) low = high;
  }
  return 12 * std::log2(hz / std::clamp(hz, low, high)) / kPitchSpread;
}

// Directions of the moods.
struct Mood {
  EmotionCategory category;
  double share;  // of what people say: mostly nothing much
  double pitch, range, level, brightness, clearness, rate;
};
constexpr std::array<Mood, 5> kMoods = {{
    {EmotionCategory::kNeutral, 0.40, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0},
    {EmotionCategory::kHappy, 0.20, 1.5, 1.5, 1.0, 0.5, 0.5, 0.5},
    {EmotionCategory::kSad, 0.15, -0.5, -1.0, -1.0, -1.0, 0.0, -1.0},
    {EmotionCategory::kAngry, 0.15, 1.0, 1.0, 1.5, 1.5, -0.5, 0.5},
    {EmotionCategory::kAnxious, 0.10, 1.5, -0.5, 0.0, 0.5, 0.0, 1.0},
}};
// Speakers differ in how they show a mood, and one mood has many shades.
constexpr double kMoodSpread = 1.3;

}  // namespace

EmotionCues FindEmotionCues(const Perception& heard) {
  const VoiceMeasures& m = heard.measures;
  const VoiceDeviation& d = heard.deviation;
  EmotionCues cues;
  if (heard.quality == VoiceQuality::kWhisper || !m.f0_hz ||
      m.active_seconds * m.voiced_ratio < kMinVoicedSeconds) {
    return cues;
  }
  const auto usual = [](double deviation) { return Bounded(deviation * kUsualSpreads); };
  cues.pitch = d.pitch ? usual(*d.pitch) : Bounded(StrangersPitch(*m.f0_hz, heard.speaker));
  if (d.level) cues.level = usual(*d.level);
  cues.brightness = d.brightness
                        ? usual(*d.brightness)
                        : kStrangersBrightness *
                              Bounded((kAlphaRatio.mean - m.alpha_ratio_db) / kAlphaRatio.spread);
  if (d.clearness) {
    cues.clearness = usual(*d.clearness);
  } else if (m.hnr_db) {
    cues.clearness = Bounded((*m.hnr_db - kClearness.mean) / kClearness.spread);
  }
  if (d.pitch && d.pitch_range) {
    cues.range = usual(*d.pitch_range);
  } else if (m.f0_range_st) {
    cues.range = Bounded((*m.f0_range_st - kRange.mean) / kRange.spread);
  }
  if (d.rate) cues.rate = Bounded(*d.rate);
  return cues;
}

double Arousal(const EmotionCues& cues) {
  return std::tanh(0.5 * cues.level.value_or(0) + 0.5 * cues.pitch.value_or(0) +
                   0.25 * cues.rate.value_or(0) + 0.3 * cues.brightness.value_or(0) +
                   0.2 * cues.range.value_or(0));
}

EmotionOdds FitEmotions(const EmotionCues& cues) {
  EmotionOdds odds = {};
  if (!cues.pitch) return odds;
  double total = 0;
  for (const Mood& mood : kMoods) {
    double distance = 0;
    const auto add = [&](const std::optional<double>& cue, double expected) {
      if (cue) distance += (*cue - expected) * (*cue - expected);
    };
    add(cues.pitch, mood.pitch);
    add(cues.range, mood.range);
    add(cues.level, mood.level);
    add(cues.brightness, mood.brightness);
    add(cues.clearness, mood.clearness);
    add(cues.rate, mood.rate);
    double& odd = odds[static_cast<size_t>(mood.category)];
    odd = mood.share * std::exp(-distance / (2 * kMoodSpread * kMoodSpread));
    total += odd;
  }
  for (double& odd : odds) odd /= total;
  return odds;
}

}  // namespace vivavoce::hearing
