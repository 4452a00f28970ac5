// Is it somebody who spoke before in this conversation? Speakers are counted in the order in which
// they first spoke; nothing is known of anybody from another conversation.
// Threads  a value.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace vivavoce::hearing {

enum class SpeakerVerdict { kUnknown, kSame, kNew };
std::string_view SpeakerVerdictName(SpeakerVerdict verdict);  // "unknown", "same", "new"

struct SpeakerIdentity {
  SpeakerVerdict verdict = SpeakerVerdict::kUnknown;
  int speaker = 0;                  // from 1; 0 when unknown. The first who is heard is new.
  float confidence = 0;             // of the verdict, [0, 1]; 0 when unknown
  std::optional<float> similarity;  // cosine to the nearest known speaker; nullopt: nothing to compare
  // Which judgement of this conversation it was, for VoicePerceiver::Learn; 0: nothing to learn.
  int64_t judgement = 0;

  friend bool operator==(const SpeakerIdentity&, const SpeakerIdentity&) = default;
};

}  // namespace vivavoce::hearing
