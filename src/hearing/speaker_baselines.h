// The usual ways of the speakers of one conversation, each their own.
// Rule     somebody new has none yet; who speaks again gets theirs back; who is not known for sure
//          counts as whoever spoke last.
// Threads  a value.
#pragma once

#include <optional>
#include <vector>

#include "hearing/speaker_baseline.h"
#include "hearing/speaker_identity.h"

namespace vivavoce::hearing {

class SpeakerBaselines {
 public:
  const SpeakerBaseline& Of(const std::optional<SpeakerIdentity>& who) const;
  void Learn(const VoiceMeasures& measures, const std::optional<SpeakerIdentity>& who);
  void ForgetOthers();  // all but whoever spoke last

 private:
  size_t IndexOf(const std::optional<SpeakerIdentity>& who) const;

  std::vector<SpeakerBaseline> usual_ = std::vector<SpeakerBaseline>(1);  // of speaker 1, 2, ...
  size_t current_ = 0;
};

}  // namespace vivavoce::hearing
