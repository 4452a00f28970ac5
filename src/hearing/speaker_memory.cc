#include "hearing/speaker_memory.h"

#include <algorithm>
#include <cmath>

namespace vivavoce::hearing {
namespace {

// Prints are noisy: two means over n and m stretches of 1.6 s have a cosine that is too small by
// sqrt((1 + r / n) (1 + r / m)), with r the power of the noise against that of the voice.
constexpr double kNoiseOfPrint = 0.25;
constexpr double kStretchSeconds = 1.6;
// Log-odds of the same speaker for a cosine so corrected: slope and zero of a logistic regression,
// made a little steeper and less ready to take a stranger for a known speaker.
constexpr double kSlope = 35, kZero = 0.79;
// How likely somebody else speaks than the nearest, before anything is heard.
constexpr double kPriorOfAnother = 0.25;
constexpr double kSure = 0.9;

double NoiseFactor(double seconds) { return 1 + kNoiseOfPrint * kStretchSeconds / seconds; }

double ProbabilityOfSame(double cosine, double seconds, double known_seconds) {
  const double corrected =
      cosine * std::sqrt(NoiseFactor(seconds) * NoiseFactor(known_seconds));
  const double prior = std::log((1 - kPriorOfAnother) / kPriorOfAnother);
  return 1 / (1 + std::exp(-(kSlope * (corrected - kZero) + prior)));
}

}  // namespace

float Cosine(const VoicePrint& a, const VoicePrint& b) {
  double product = 0, a2 = 0, b2 = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    product += a[i] * b[i];
    a2 += a[i] * a[i];
    b2 += b[i] * b[i];
  }
  return a2 > 0 && b2 > 0 ? static_cast<float>(product / std::sqrt(a2 * b2)) : 0;
}

SpeakerIdentity SpeakerMemory::Judge(const VoiceSample& voice) const {
  SpeakerIdentity identity;
  if (voice.seconds < kMinSeconds) return identity;
  if (speakers_.empty()) return {.verdict = SpeakerVerdict::kNew, .speaker = 1, .confidence = 1};
  size_t nearest = 0;
  double same = -1;
  for (size_t i = 0; i < speakers_.size(); ++i) {
    const float cosine = Cosine(voice.print, speakers_[i].sum);
    const double probability = ProbabilityOfSame(cosine, voice.seconds, speakers_[i].seconds);
    if (probability <= same) continue;
    same = probability;
    nearest = i;
    identity.similarity = cosine;
  }
  if (same >= kSure) {
    identity.verdict = SpeakerVerdict::kSame;
    identity.speaker = static_cast<int>(nearest) + 1;
    identity.confidence = static_cast<float>(same);
  } else if (1 - same >= kSure && speakers_.size() < kMaxSpeakers) {
    identity.verdict = SpeakerVerdict::kNew;
    identity.speaker = static_cast<int>(speakers_.size()) + 1;
    identity.confidence = static_cast<float>(1 - same);
  }
  return identity;
}

void SpeakerMemory::Learn(const VoiceSample& voice) {
  const SpeakerIdentity identity = Judge(voice);
  if (identity.verdict == SpeakerVerdict::kUnknown) return;
  const auto index = static_cast<size_t>(identity.speaker) - 1;
  if (index == speakers_.size()) speakers_.emplace_back();
  Speaker& speaker = speakers_[index];
  for (size_t i = 0; i < voice.print.size(); ++i) {
    speaker.sum[i] += voice.print[i] * static_cast<float>(voice.seconds);
  }
  speaker.seconds += voice.seconds;
}

}  // namespace vivavoce::hearing
