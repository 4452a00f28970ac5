// What was heard of an utterance beside its words. Plain values; docs/hearing.md defines each of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "hearing/speaker_identity.h"
#include "hearing/speaker_traits.h"
#include "hearing/vocal_events.h"
#include "hearing/voice_measures.h"

namespace vivavoce::hearing {

// An utterance against the same speaker's usual way of speaking, in standard deviations; nullopt
// while the usual is not known (level and pitch need two utterances) or nothing could be measured.
struct VoiceDeviation {
  std::optional<double> pitch;
  std::optional<double> pitch_range;
  std::optional<double> level;
  std::optional<double> rate;
  std::optional<double> brightness;  // less alpha ratio: a tenser, pressed voice
  std::optional<double> clearness;   // harmonics to noise: low is breathy or hoarse
  int utterances = 0;                // that the usual was learnt from

  friend bool operator==(const VoiceDeviation&, const VoiceDeviation&) = default;
};

enum class VoiceQuality { kUnknown, kModal, kWhisper, kBreathy, kTense, kCreaky };
std::string_view VoiceQualityName(VoiceQuality quality);

enum class EmotionCategory {
  kUnknown,
  kNeutral,
  kHappy,
  kExcited,
  kSad,
  kTired,
  kAngry,
  kImpatient,
  kAnxious,
};
inline constexpr int kNumEmotionCategories = 9;
std::string_view EmotionName(EmotionCategory category);

struct Emotion {
  EmotionCategory category = EmotionCategory::kUnknown;
  float confidence = 0;  // of the category, [0, 1]
  float valence = 0;     // [-1, 1]
  float arousal = 0;     // [-1, 1]
  // The best guess from all signs, however weak: unknown, neutral, happy, sad, angry or anxious.
  EmotionCategory leaning = EmotionCategory::kUnknown;
  float leaning_confidence = 0;

  friend bool operator==(const Emotion&, const Emotion&) = default;
};

struct Perception {
  VoiceMeasures measures;
  VoiceDeviation deviation;
  VoiceQuality quality = VoiceQuality::kUnknown;
  std::vector<VocalEvent> events;
  std::optional<Emotion> emotion;           // nullopt: not allowed to judge
  std::optional<SpeakerTraits> speaker;     // nullopt: nobody asked
  std::optional<SpeakerIdentity> identity;  // nullopt: nobody asked

  friend bool operator==(const Perception&, const Perception&) = default;
};

}  // namespace vivavoce::hearing
