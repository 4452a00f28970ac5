// A recurrent detector grows deaf in the quiet: after 20 s of a quiet room Silero VAD 6.2 finds
// nothing at all in a soft, breathy sentence of which it hears two thirds at once (docs/hearing.md).
// So this one forgets every quiet stretch and hears its last half second again.
// Contract  as VoiceActivityDetector; while there is voice the probabilities are those of `detector`.
// Cost      in the quiet a sixth more; every 3 s, 16 windows at once.
// Threads   one caller at a time.
#pragma once

#include <deque>
#include <memory>
#include <span>
#include <vector>

#include "hearing/voice_activity_detector.h"

namespace vivavoce::hearing {

class RenewingVad final : public VoiceActivityDetector {
 public:
  explicit RenewingVad(std::unique_ptr<VoiceActivityDetector> detector)
      : detector_(std::move(detector)) {}

  Result<float> Push(std::span<const float> window) override;
  void Reset() override;

  static constexpr int kQuietWindows = 94;      // 3 s
  static constexpr float kQuietBelow = 0.15f;   // of probability
  static constexpr size_t kHeardAgain = 16;     // windows, about 0.5 s

 private:
  void Renew();

  std::unique_ptr<VoiceActivityDetector> detector_;
  std::deque<std::vector<float>> newest_;  // windows, oldest first
  int quiet_ = 0;                          // windows in a row
};

}  // namespace vivavoce::hearing
