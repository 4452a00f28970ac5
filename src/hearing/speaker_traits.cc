#include "hearing/speaker_traits.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace vivavoce::hearing {
namespace {

struct Group {
  VoiceGender gender;
  AgeBand age;
  double prior;  // of those who may be talking
  double f0_hz;
  double tract_scale;
  double syllables_per_second;
};

constexpr std::array<Group, 5> kGroups = {{
    {VoiceGender::kMale, AgeBand::kAdult, 0.36, 119, 1.00, 4.6},
    {VoiceGender::kFemale, AgeBand::kAdult, 0.36, 210, 1.15, 4.6},
    {VoiceGender::kUnknown, AgeBand::kChild, 0.08, 255, 1.30, 3.8},
    {VoiceGender::kMale, AgeBand::kSenior, 0.10, 135, 1.00, 3.8},
    {VoiceGender::kFemale, AgeBand::kSenior, 0.10, 198, 1.15, 3.8},
}};

// A quantity's spread between the speakers of a group and their moods, its range, for outliers.
// Pitch goes up with effort and mood (an octave in a shout), but hardly below a calm voice's.
struct Quantity {
  double below;
  double above;
  double range;
};
constexpr Quantity kPitch = {.below = 2.5, .above = 5, .range = 48};       // semitones
constexpr Quantity kTract = {.below = 0.07, .above = 0.07, .range = 0.7};  // of the logarithm
// Syllables a second: 0.9 between speakers, and as much again between languages (5.2 of Mandarin to
// 7.8 of Japanese) and ways of speaking, for a speech is no chat.
constexpr Quantity kRate = {.below = 1.3, .above = 1.3, .range = 8};
constexpr double kOutliers = 0.05;

// The model errs in 3.5 % of the patches (Doukhan et al. 2018), however sure it is.
constexpr double kMaxLogOdds = 3.3;
// Children are mostly taken for women by a model that knows adults only.
constexpr double kChildHeardAsWoman = 0.8;

constexpr double kMinGender = 0.7;
constexpr double kMinAge = 0.55;

double Likelihood(double value, double mean, const Quantity& quantity) {
  const double z = (value - mean) / (value > mean ? quantity.above : quantity.below);
  const double normal = std::exp(-z * z / 2) * 2 /
                        ((quantity.below + quantity.above) * std::sqrt(2 * std::numbers::pi));
  return (1 - kOutliers) * normal + kOutliers / quantity.range;
}

double Likelihood(const SpeakerEvidence& evidence, const Group& group) {
  double likelihood = 1;
  if (evidence.f0_hz) {
    likelihood *= Likelihood(12 * std::log2(*evidence.f0_hz), 12 * std::log2(group.f0_hz), kPitch);
  }
  if (evidence.tract_scale) {
    likelihood *= Likelihood(std::log(*evidence.tract_scale), std::log(group.tract_scale), kTract);
  }
  if (evidence.syllables_per_second) {
    likelihood *= Likelihood(*evidence.syllables_per_second, group.syllables_per_second, kRate);
  }
  if (evidence.woman_log_odds) {
    const double odds = std::clamp(*evidence.woman_log_odds, -kMaxLogOdds, kMaxLogOdds);
    const double woman = 1 / (1 + std::exp(-odds));
    const double share = group.gender == VoiceGender::kFemale ? 1
                         : group.gender == VoiceGender::kMale ? 0
                                                              : kChildHeardAsWoman;
    likelihood *= share * woman + (1 - share) * (1 - woman);
  }
  return likelihood;
}

}  // namespace

std::string_view VoiceGenderName(VoiceGender gender) {
  static constexpr std::string_view kNames[] = {"unknown", "female", "male"};
  return kNames[static_cast<size_t>(gender)];
}

std::string_view AgeBandName(AgeBand age) {
  static constexpr std::string_view kNames[] = {"unknown", "child", "adult", "senior"};
  return kNames[static_cast<size_t>(age)];
}

SpeakerTraits JudgeSpeaker(const SpeakerEvidence& evidence) {
  SpeakerTraits traits;
  if (!evidence.f0_hz || !(*evidence.f0_hz > 0)) return traits;
  std::array<double, 3> gender = {};
  std::array<double, 4> age = {};
  double total = 0;
  for (const Group& group : kGroups) {
    const double weight = group.prior * Likelihood(evidence, group);
    gender[static_cast<size_t>(group.gender)] += weight;
    age[static_cast<size_t>(group.age)] += weight;
    total += weight;
  }
  const auto told_gender = std::max_element(gender.begin() + 1, gender.end());
  if (*told_gender >= kMinGender * total) {
    traits.gender = static_cast<VoiceGender>(told_gender - gender.begin());
    traits.gender_confidence = static_cast<float>(*told_gender / total);
  }
  const auto told_age = std::ranges::max_element(age);
  if (*told_age >= kMinAge * total) {
    traits.age = static_cast<AgeBand>(told_age - age.begin());
    traits.age_confidence = static_cast<float>(*told_age / total);
  }
  return traits;
}

}  // namespace vivavoce::hearing
