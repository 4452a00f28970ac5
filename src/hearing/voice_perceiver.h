// The ear for how things are said, of one conversation: takes the sound as it comes in and tells, for any
// stretch of it, how it was said against the usual way of this speaker.
// Cost     the work is done while the sound comes in; Perceive only sums up (voice_benchmark.cc).
// Threads  one at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "hearing/identity_ear.h"
#include "hearing/perception.h"
#include "hearing/speaker_baselines.h"
#include "hearing/speaker_ear.h"
#include "hearing/voice_frames.h"

namespace vivavoce::hearing {

struct ContourPoint {
  float f0_hz = 0;  // 0: unvoiced
  float level_dbfs = -120;
};

class VoicePerceiver {
 public:
  static Result<VoicePerceiver> Create();

  void Push(std::span<const float> samples);  // 16 kHz
  // What comes before `ms` and was not pushed is never asked for: it counts as silence and costs
  // nothing. The next sample is that of `ms`, a multiple of kVoiceFrameMs behind all pushed.
  void SkipTo(int64_t ms);

  // From now on whose voice it is is judged too; `scorer` may be null (speaker_ear.h).
  void ListenForSpeaker(std::unique_ptr<VoiceGenderScorer> scorer);
  void StopListeningForSpeaker() { speaker_.reset(); }
  bool listens_for_speaker() const { return speaker_.has_value(); }

  // From now on it is told who of those heard so far is speaking, and each has a usual way of their
  // own. `encoder` outlives this. Stopping forgets the voices.
  void TellSpeakersApart(const SpeakerEncoder& encoder);
  void StopTellingSpeakersApart();
  bool tells_speakers_apart() const { return identity_.has_value(); }

  // Of [from_ms, to_ms) since the first sample; event times count from from_ms. `words` is what was
  // said there, "" for not known. `emotion`: whether moods may be judged.
  Perception Perceive(int64_t from_ms, int64_t to_ms, std::string_view words, bool emotion);

  std::vector<ContourPoint> Contour(int64_t from_ms, int64_t to_ms) const;  // one every 10 ms

  // An utterance that counts towards the speaker's usual way. Whispered ones do not.
  void Learn(const Perception& heard);
  int learnt_utterances() const { return baselines_.Of(std::nullopt).utterances(); }

 private:
  explicit VoicePerceiver(VoiceFrames frames) : frames_(std::move(frames)) {}

  VoiceFrames frames_;
  SpeakerBaselines baselines_;
  std::optional<SpeakerEar> speaker_;
  std::optional<IdentityEar> identity_;
  int64_t samples_ = 0;
};

}  // namespace vivavoce::hearing
