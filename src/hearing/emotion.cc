#include "hearing/emotion.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "hearing/emotion_cues.h"
#include "hearing/emotion_words.h"

namespace vivavoce::hearing {
namespace {

constexpr float kMinConfidence = 0.45f;
// The voice alone is believed from here on: a mood when more likely than all others together.
constexpr float kMinLeaning = 0.5f;
// Until the usual is known a voice may be bright or high by nature: never sure enough for the
// prompt.
constexpr int kMinUtterances = 2;
constexpr float kStrangersMost = 0.49f;
// Somebody is moved, but nothing tells by what: that is unknown, not neutral.
constexpr double kCalm = 0.5;
// How much the voice alone moves the valence: it hardly tells it.
constexpr double kVoiceValence = 0.5;

bool Has(const Perception& heard, VocalEventKind kind, float confidence) {
  return std::ranges::any_of(heard.events, [&](const VocalEvent& event) {
    return event.kind == kind && event.confidence >= confidence;
  });
}

// The cues' odds with the evidence of words and events: each sign makes its mood so much likelier.
EmotionOdds Weigh(EmotionOdds odds, const FeelingWords& said, bool laughs, bool sighs) {
  constexpr double kWord = 5, kLaughter = 10, kSigh = 3;
  const auto times = [&](EmotionCategory category, bool sign, double factor) {
    if (sign) odds[static_cast<size_t>(category)] *= factor;
  };
  times(EmotionCategory::kHappy, said.glad > 0, kWord);
  times(EmotionCategory::kHappy, laughs, kLaughter);
  times(EmotionCategory::kSad, said.sad > 0 || said.tired > 0, kWord);
  times(EmotionCategory::kSad, sighs, kSigh);
  times(EmotionCategory::kAngry, said.angry > 0, kWord);
  times(EmotionCategory::kAnxious, said.afraid > 0, kWord);
  const double total = std::accumulate(odds.begin(), odds.end(), 0.0);
  if (total > 0) {
    for (double& odd : odds) odd /= total;
  }
  return odds;
}

}  // namespace

std::string_view EmotionName(EmotionCategory category) {
  static constexpr std::array<std::string_view, kNumEmotionCategories> kNames = {
      "unknown", "neutral", "happy", "excited", "sad", "tired", "angry", "impatient", "anxious"};
  return kNames[static_cast<size_t>(category)];
}

Emotion GuessEmotion(const Perception& heard, std::string_view words) {
  const FeelingWords said = FindFeelingWords(words);
  const bool laughs = Has(heard, VocalEventKind::kLaugh, 0.7f);
  const bool sighs = Has(heard, VocalEventKind::kSigh, 0.5f);
  const EmotionCues cues = FindEmotionCues(heard);
  const EmotionOdds odds = Weigh(FitEmotions(cues), said, laughs, sighs);
  const auto odd = [&](EmotionCategory category) { return odds[static_cast<size_t>(category)]; };
  const double arousal = Arousal(cues);
  const double up = std::max(0.0, arousal), down = std::max(0.0, -arousal);
  const double rate = heard.deviation.rate.value_or(0);

  using C = EmotionCategory;
  Emotion emotion;
  emotion.arousal = static_cast<float>(arousal);
  emotion.valence = static_cast<float>(std::tanh(
      0.6 * said.glad + 0.8 * laughs - 0.6 * said.sad - 0.4 * said.tired - 0.6 * said.angry -
      0.4 * said.afraid - 0.35 * sighs +
      kVoiceValence * (odd(C::kHappy) - odd(C::kSad) - odd(C::kAngry) - odd(C::kAnxious))));
  const auto likeliest = std::ranges::max_element(odds);
  if (*likeliest > 0) {
    emotion.leaning = static_cast<C>(likeliest - odds.begin());
    emotion.leaning_confidence = static_cast<float>(*likeliest);
  }
  // Evidence for each; one sign alone is seldom enough.
  std::array<double, kNumEmotionCategories> score = {};
  const auto add = [&](EmotionCategory category, double evidence) {
    score[static_cast<size_t>(category)] += evidence;
  };
  const auto any = [](int count) { return count > 0 ? 1.0 : 0.0; };
  add(C::kHappy, 0.65 * laughs + 0.4 * any(said.glad) + (said.glad > 0 ? 0.2 * up : 0));
  add(C::kExcited, said.glad > 0 || laughs ? 0.7 * up + 0.1 : 0);
  add(C::kSad, 0.4 * any(said.sad) + 0.2 * sighs + (said.sad > 0 || sighs ? 0.35 * down : 0));
  add(C::kTired, 0.4 * any(said.tired) + 0.3 * sighs + 0.45 * down * (said.glad > 0 ? 0 : 1));
  add(C::kAngry, 0.4 * any(said.angry) + (said.angry > 0 ? 0.4 * up : 0));
  add(C::kImpatient, 0.35 * any(said.hurried) + (said.hurried > 0 ? 0.35 * up : 0) +
                         (rate > 1 && said.glad == 0 && !laughs ? 0.15 * rate * up : 0));
  add(C::kAnxious, 0.4 * any(said.afraid) + (said.afraid > 0 ? 0.25 * up : 0));

  const auto best = std::ranges::max_element(score);
  if (*best >= kMinConfidence) {
    emotion.category = static_cast<C>(best - score.begin());
    emotion.confidence = static_cast<float>(std::min(*best, 0.9));
  } else if (emotion.leaning_confidence >= kMinLeaning &&
             (emotion.leaning != C::kNeutral || std::abs(arousal) < kCalm)) {
    emotion.category = emotion.leaning;
    const bool stranger = heard.deviation.utterances < kMinUtterances;
    emotion.confidence = std::min(emotion.leaning_confidence, stranger ? kStrangersMost : 1.0f);
  }
  return emotion;
}

}  // namespace vivavoce::hearing
