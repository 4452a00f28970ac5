#include "dialogue/turn_score.h"

#include <algorithm>
#include <cmath>

#include "dialogue/phrase_lists.h"

namespace vivavoce::dialogue {
namespace {

constexpr float kQuestionBonus = 0.2f;
constexpr float kDanglingPenalty = 0.3f;
constexpr float kBareWhCap = 0.24f;
// Of what the language model makes of the words (models/turn_end).
constexpr float kBrokenOff = 0.3f;
constexpr float kDoubtful = 0.65f;
constexpr float kUnsure = 0.75f;
constexpr float kWholeForSure = 0.8f;
constexpr float kSureEnd = 0.8f;
constexpr float kMoreToCome = 0.25f;  // of the first score
constexpr int kFloorMs = 200;
constexpr int kBareWhMs = 1200;
constexpr int kBrokenOffMs = 2000;
constexpr int kDoubtfulMs = 1350;  // people pause for up to 1.2 s in mid-sentence
constexpr int kUnsureMs = 900;     // most pauses are shorter
constexpr int kWholeMs = 1600;  // the sound says more is coming, the words do not
constexpr int kDefaultSilenceMs = 500;
constexpr int kUnfinishedMs = 600;  // added to an unset silence_duration_ms

struct Pace {
  float factor;
  int cap_ms;
};

Pace PaceOf(TurnDetection::Eagerness eagerness) {
  switch (eagerness) {
    case TurnDetection::Eagerness::kLow:
      return {1.5f, 8000};
    case TurnDetection::Eagerness::kHigh:
      return {0.7f, 2000};
    case TurnDetection::Eagerness::kAuto:
    case TurnDetection::Eagerness::kMedium:
      break;
  }
  return {1.0f, 4000};
}

int LeastSilenceMs(std::optional<float> read_as_whole) {
  const float whole = read_as_whole.value_or(1);
  if (whole < kBrokenOff) return kBrokenOffMs;
  if (whole < kDoubtful) return kDoubtfulMs;
  return whole < kUnsure ? kUnsureMs : 0;
}

}  // namespace

TurnScore ScoreTurnEnd(std::optional<float> acoustic, std::string_view text,
                       std::optional<float> read_as_whole, std::optional<float> first_acoustic) {
  TurnScore score{.probability = acoustic.value_or(0.5f)};
  if (text.empty()) return score;
  score.asks_for_time = AsksForTime(text);
  score.bare_wh = IsBareWhPhrase(text);
  const bool dangling = EndsDangling(text);
  const bool broken_off = read_as_whole && *read_as_whole < kBrokenOff;
  score.least_ms = LeastSilenceMs(read_as_whole);
  // Such a sentence looks whole to the language model, nearly: people do say "If you want."
  if (read_as_whole.value_or(0) < kWholeForSure && EndsInCondition(text)) {
    score.least_ms = std::max(score.least_ms, kDoubtfulMs);
  }
  if (first_acoustic.value_or(1) < kMoreToCome) score.least_ms = std::max(score.least_ms, kDoubtfulMs);
  score.unfinished = score.asks_for_time || score.bare_wh || dangling || broken_off;
  score.whole = !score.unfinished && EndsAsSentence(text);
  if (EndsAsQuestion(text)) score.probability += kQuestionBonus;
  if (dangling) score.probability -= kDanglingPenalty;
  if (score.bare_wh) score.probability = std::min(score.probability, kBareWhCap);
  score.probability = std::clamp(score.probability, 0.0f, 1.0f);
  score.sure = !score.unfinished && read_as_whole && *read_as_whole >= kWholeForSure;
  return score;
}

int DecisionDelayMs(const TurnDetection& detection, const TurnScore& score, float patience) {
  if (detection.type != TurnDetection::Type::kSemanticVad) {
    if (detection.silence_duration_ms) return *detection.silence_duration_ms;
    return kDefaultSilenceMs + (score.unfinished ? kUnfinishedMs : 0);
  }
  const Pace pace = PaceOf(detection.eagerness);
  if (score.asks_for_time) return pace.cap_ms;
  int delay = pace.cap_ms;
  if (score.bare_wh) {
    delay = kBareWhMs;
  } else if (score.probability >= kSureEnd) {
    delay = 250;
  } else if (score.probability >= 0.5f) {
    delay = 600;
  } else if (score.probability >= 0.25f) {
    delay = 1200;
  } else if (score.whole) {
    delay = kWholeMs;
  } else {
    return pace.cap_ms;
  }
  delay = std::max(delay, score.least_ms);  // whatever the sound says
  const float scaled = static_cast<float>(delay) * pace.factor * std::max(patience, 1.0f);
  return std::clamp(static_cast<int>(std::lround(scaled)), kFloorMs, pace.cap_ms);
}

}  // namespace vivavoce::dialogue
