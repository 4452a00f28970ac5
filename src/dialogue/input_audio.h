// The way of the sound into a conversation: any rate -> 16 kHz -> less noise, if wanted -> windows of
// the voice activity detector -> frames for the core. Keeps the last stretch for recognition and retrieval.
// Threads: one at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "audio/noise_reducer.h"
#include "audio/resampler.h"
#include "audio/sample_history.h"
#include "base/error.h"
#include "dialogue/core_event.h"
#include "dialogue/session_config.h"

namespace vivavoce::dialogue {

// What each kind of reduction does at hearing's rate. REQUIRES: not kNone
audio::NoiseReducerOptions NoiseReducerOptionsOf(NoiseReduction reduction);

class InputAudio {
 public:
  // Longest stretch that can still be read: a turn commits after 120 s at the latest.
  static constexpr int64_t kHistorySeconds = 150;
  // Speech ends at a lower probability than it begins (Silero's own recommendation).
  static constexpr float kHysteresis = 0.15f;

  using VoiceProbability = std::function<Result<float>(std::span<const float> window)>;
  using FrameSink = std::function<void(const AudioFrame&)>;

  InputAudio(VoiceProbability voice_probability, FrameSink sink);

  // Calls the detector and the sink for every window that is complete, with that window held.
  // kInvalidArgument for a rate outside 8-48 kHz;
  // a failing detector counts as "no voice" and is reported once everything was consumed.
  Status Append(std::span<const float> samples, int sample_rate_hz);

  void set_threshold(float threshold) { threshold_ = threshold; }
  // From the next samples on. Sound that is held for the reducer (10 ms) is lost when it is turned off.
  void set_noise_reduction(NoiseReduction reduction);

  // 16 kHz samples between two audio times; what is no longer or not yet held is left out.
  std::vector<float> Read(int64_t a_from_ms, int64_t a_to_ms) const;
  int64_t begin_ms() const;  // what is held, rounded inwards
  int64_t end_ms() const;
  void Forget(int64_t a_before_ms);

 private:
  void Hear(std::span<const float> samples);  // at 16 kHz

  VoiceProbability voice_probability_;
  FrameSink sink_;
  std::optional<audio::Resampler> resampler_;
  NoiseReduction noise_reduction_ = NoiseReduction::kNone;
  std::optional<audio::NoiseReducer> noise_reducer_;
  audio::SampleHistory history_;
  std::vector<float> resampled_;  // scratch
  std::vector<float> pending_;    // less than one window
  float threshold_ = 0.5f;
  bool voiced_ = false;
};

}  // namespace vivavoce::dialogue
