#include "hearing/speaker_baselines.h"

#include <utility>

namespace vivavoce::hearing {

size_t SpeakerBaselines::IndexOf(const std::optional<SpeakerIdentity>& who) const {
  return who && who->speaker > 0 ? static_cast<size_t>(who->speaker) - 1 : current_;
}

const SpeakerBaseline& SpeakerBaselines::Of(const std::optional<SpeakerIdentity>& who) const {
  static const SpeakerBaseline kStranger;
  const size_t index = IndexOf(who);
  return index < usual_.size() ? usual_[index] : kStranger;
}

void SpeakerBaselines::Learn(const VoiceMeasures& measures,
                             const std::optional<SpeakerIdentity>& who) {
  current_ = IndexOf(who);
  if (current_ >= usual_.size()) usual_.resize(current_ + 1);
  usual_[current_].Learn(measures);
}

void SpeakerBaselines::ForgetOthers() {
  usual_ = {std::exchange(usual_[current_], {})};
  current_ = 0;
}

}  // namespace vivavoce::hearing
