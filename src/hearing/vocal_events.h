// Sounds of the voice that are no words: laughing, sighing, coughing ... found by rules on the frames of an
// utterance. The rules are deliberately narrow: what does not look like the plain case of an event is
// not reported. How often they are right and what they miss is in docs/hearing.md.
// Times    ms from the first frame given.
// Threads  pure functions.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "hearing/pitch_path.h"
#include "hearing/voice_frames.h"

namespace vivavoce::hearing {

enum class VocalEventKind {
  kLaugh,       // bursts of one vowel, 6 to 10 a second, with breath between them
  kSigh,        // a long unvoiced breath that fades
  kBreath,      // a shorter one
  kCough,       // short bursts of wide-band noise with a sudden start
  kHesitation,  // a drawn-out "um", "嗯"
};
inline constexpr int kNumVocalEventKinds = 5;

std::string_view VocalEventName(VocalEventKind kind);  // "laugh", ...

struct VocalEvent {
  VocalEventKind kind = VocalEventKind::kBreath;
  int64_t start_ms = 0;
  int64_t end_ms = 0;
  float confidence = 0;  // [0, 1]: how often the rule was right on real recordings

  friend bool operator==(const VocalEvent&, const VocalEvent&) = default;
};

// In order of time. `words` is what was understood ("" for nothing): written laughter and written
// hesitations are evidence, and a rhythm that words explain is not laughter.
std::vector<VocalEvent> FindVocalEvents(std::span<const VoiceFrame> frames,
                                        std::span<const PitchPoint> pitch, std::string_view words);

}  // namespace vivavoce::hearing
