// The way of the sound into a conversation: any rate -> 16 kHz -> without our own voice -> less
// noise, if wanted -> windows of the voice activity detector -> frames for the core. Keeps the last
// stretch for recognition and retrieval.
// Threads: one at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "audio/echo_canceller.h"
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
  // A soft first word ("Do you …") stays between this and the threshold; what is between turns seldom
  // comes so high.
  static constexpr float kFaintVoice = 0.1f;

  using VoiceProbability = std::function<Result<float>(std::span<const float> window)>;
  using FrameSink = std::function<void(const AudioFrame&)>;

  InputAudio(VoiceProbability voice_probability, FrameSink sink);

  // Calls the detector and the sink for every window that is complete, with that window held.
  // kInvalidArgument for a rate outside 8-48 kHz;
  // a failing detector counts as "no voice" and is reported once everything was consumed.
  Status Append(std::span<const float> samples, int sample_rate_hz);

  void set_threshold(float threshold) { threshold_ = threshold; }
  // From the next samples on. Sound that is held for the reducer (10 ms) is lost when it is turned
  // off.
  void set_noise_reduction(NoiseReduction reduction);
  void set_echo_cancellation(bool on);

  // Went out to the client's loudspeaker now, and: it plays no more of it. Voice that is only the
  // echo of this is no voice; until it is known whether there is an echo, a voice that begins is
  // told up to 352 ms late.
  void Played(std::span<const float> samples, int sample_rate_hz);
  void StoppedPlaying();

  // 16 kHz samples between two audio times; what is no longer or not yet held is left out.
  std::vector<float> Read(int64_t a_from_ms, int64_t a_to_ms) const;
  int64_t begin_ms() const;  // what is held, rounded inwards
  int64_t end_ms() const;
  void Forget(int64_t a_before_ms);

 private:
  // At 16 kHz.
  Status Hear(std::span<const float> samples);
  void Clean(std::span<const float> samples);
  Status HearWindows();
  void TellFrame(AudioFrame frame);

  VoiceProbability voice_probability_;
  FrameSink sink_;
  std::optional<audio::Resampler> resampler_;
  bool cancels_echo_ = true;
  std::optional<audio::EchoCanceller> echo_canceller_;  // once something was played
  std::optional<audio::Resampler> played_resampler_;
  NoiseReduction noise_reduction_ = NoiseReduction::kNone;
  std::optional<audio::NoiseReducer> noise_reducer_;
  audio::SampleHistory history_;
  std::vector<float> resampled_;  // scratch
  std::vector<float> cancelled_;  // scratch
  std::vector<float> pending_;    // less than one window
  std::vector<AudioFrame> held_;  // that may be an echo
  int holds_left_ = kMostHolds;
  static constexpr size_t kMostHeldFrames = 11;  // 352 ms
  static constexpr int kMostHolds = 3;           // in a session
  float threshold_ = 0.5f;
  bool voiced_ = false;
  bool told_voiced_ = false;
};

}  // namespace vivavoce::dialogue
