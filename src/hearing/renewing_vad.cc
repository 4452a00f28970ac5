#include "hearing/renewing_vad.h"

#include <utility>

namespace vivavoce::hearing {

Result<float> RenewingVad::Push(std::span<const float> window) {
  const Result<float> probability = detector_->Push(window);
  if (!probability) return probability;
  std::vector<float> kept;
  if (newest_.size() == kHeardAgain) {
    kept = std::move(newest_.front());
    newest_.pop_front();
  }
  kept.assign(window.begin(), window.end());
  newest_.push_back(std::move(kept));
  quiet_ = *probability < kQuietBelow ? quiet_ + 1 : 0;
  if (quiet_ >= kQuietWindows) Renew();
  return probability;
}

void RenewingVad::Renew() {
  detector_->Reset();
  for (const std::vector<float>& window : newest_) (void)detector_->Push(window);
  quiet_ = 0;
}

void RenewingVad::Reset() {
  detector_->Reset();
  newest_.clear();
  quiet_ = 0;
}

}  // namespace vivavoce::hearing
