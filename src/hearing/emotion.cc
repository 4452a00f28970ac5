#include "hearing/emotion.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "hearing/emotion_words.h"

namespace vivavoce::hearing {
namespace {

constexpr float kMinConfidence = 0.45f;
constexpr int kMinUtterances = 2;
// Somebody is moved, but nothing tells by what: that is unknown, not neutral.
constexpr double kCalm = 0.5;

bool Has(const Perception& heard, VocalEventKind kind, float confidence) {
  return std::ranges::any_of(heard.events, [&](const VocalEvent& event) {
    return event.kind == kind && event.confidence >= confidence;
  });
}

double Arousal(const VoiceDeviation& d) {
  struct Part {
    const std::optional<double>& deviation;
    double weight;
  };
  const std::array<Part, 5> parts = {{{d.level, 0.4},
                                      {d.pitch, 0.4},
                                      {d.rate, 0.2},
                                      {d.brightness, 0.2},
                                      {d.pitch_range, 0.15}}};
  double sum = 0;
  for (const Part& part : parts) sum += part.weight * part.deviation.value_or(0);
  return std::tanh(sum);
}

}  // namespace

std::string_view EmotionName(EmotionCategory category) {
  static constexpr std::array<std::string_view, kNumEmotionCategories> kNames = {
      "unknown", "neutral", "happy",     "excited", "sad",
      "tired",   "angry",   "impatient", "anxious"};
  return kNames[static_cast<size_t>(category)];
}

Emotion GuessEmotion(const Perception& heard, std::string_view words) {
  const FeelingWords said = FindFeelingWords(words);
  const bool laughs = Has(heard, VocalEventKind::kLaugh, 0.7f);
  const bool sighs = Has(heard, VocalEventKind::kSigh, 0.5f);
  const double arousal = Arousal(heard.deviation);
  const double up = std::max(0.0, arousal), down = std::max(0.0, -arousal);
  const double rate = heard.deviation.rate.value_or(0);

  Emotion emotion;
  emotion.arousal = static_cast<float>(arousal);
  emotion.valence = static_cast<float>(std::tanh(0.6 * said.glad + 0.8 * laughs - 0.6 * said.sad -
                                                 0.4 * said.tired - 0.6 * said.angry -
                                                 0.4 * said.afraid - 0.35 * sighs));
  // Evidence for each; one sign alone is seldom enough.
  std::array<double, kNumEmotionCategories> score = {};
  const auto add = [&](EmotionCategory category, double evidence) {
    score[static_cast<size_t>(category)] += evidence;
  };
  const auto any = [](int count) { return count > 0 ? 1.0 : 0.0; };
  using C = EmotionCategory;
  add(C::kHappy, 0.65 * laughs + 0.4 * any(said.glad) + (said.glad > 0 ? 0.2 * up : 0));
  add(C::kExcited, said.glad > 0 || laughs ? 0.7 * up + 0.1 : 0);
  add(C::kSad, 0.4 * any(said.sad) + 0.2 * sighs +
                   (said.sad > 0 || sighs ? 0.35 * down : 0));
  add(C::kTired, 0.4 * any(said.tired) + 0.3 * sighs + 0.45 * down * (said.glad > 0 ? 0 : 1));
  add(C::kAngry, 0.4 * any(said.angry) + (said.angry > 0 ? 0.4 * up : 0));
  add(C::kImpatient, 0.35 * any(said.hurried) + (said.hurried > 0 ? 0.35 * up : 0) +
                         (rate > 1 && said.glad == 0 && !laughs ? 0.15 * rate * up : 0));
  add(C::kAnxious, 0.4 * any(said.afraid) + (said.afraid > 0 ? 0.25 * up : 0));

  const auto best = std::ranges::max_element(score);
  if (*best >= kMinConfidence) {
    emotion.category = static_cast<C>(best - score.begin());
    emotion.confidence = static_cast<float>(std::min(*best, 0.9));
  } else if (heard.deviation.utterances >= kMinUtterances && std::abs(arousal) < kCalm) {
    emotion.category = C::kNeutral;
    emotion.confidence = static_cast<float>(std::clamp(0.8 - *best, 0.3, 0.7));
  }
  return emotion;
}

}  // namespace vivavoce::hearing
