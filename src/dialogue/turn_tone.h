// How the user says things: listens to the input as it comes in and adds to each final transcript how
// it was said (docs/hearing.md). Part of the conversation's driver.
// Threads  one at a time.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>

#include "base/error.h"
#include "dialogue/core_action.h"
#include "dialogue/core_event.h"
#include "dialogue/input_audio.h"
#include "dialogue/server_event.h"
#include "dialogue/session_config.h"
#include "hearing/speaker_encoder.h"
#include "hearing/voice_gender_model.h"
#include "hearing/voice_perceiver.h"

namespace vivavoce::dialogue {

class TurnTone {
 public:
  static constexpr int64_t kUpdateEveryMs = 500;

  // Both may be null; they outlive this.
  static Result<TurnTone> Create(const hearing::VoiceGenderModel* gender,
                                 const hearing::SpeakerEncoder* encoder);

  // Hears the input from `a_from_ms` to its end, as far as that is not done. Nothing else of it is
  // looked at: a user who is silent costs nothing.
  void Hear(const InputAudio& input, int64_t a_from_ms, const PerceptionSettings& settings);
  void Asked(const StartRecognition& recognition, const InputAudio& input,
             const PerceptionSettings& settings);
  // To a transcript that was asked for. Nothing is added when nobody wants it.
  void AddTo(TranscriptReady& ready, const PerceptionSettings& settings);
  // Of a turn that goes on; nullopt: not asked for, or told a moment ago.
  std::optional<PerceptionUpdated> Update(const std::optional<OpenTurn>& turn,
                                          const PerceptionSettings& settings);
  void Learn(const hearing::Perception& heard) { perceiver_.Learn(heard); }

 private:
  struct Stretch {
    int64_t from_a = 0;
    int64_t to_a = 0;
  };
  void ListenAs(const PerceptionSettings& settings);
  TurnTone(hearing::VoicePerceiver perceiver, const hearing::VoiceGenderModel* gender,
           const hearing::SpeakerEncoder* encoder)
      : perceiver_(std::move(perceiver)), gender_(gender), encoder_(encoder) {}

  hearing::VoicePerceiver perceiver_;
  int64_t heard_ms_ = 0;  // of the input
  const hearing::VoiceGenderModel* gender_;
  const hearing::SpeakerEncoder* encoder_;
  std::map<JobId, Stretch> asked_;
  std::string updated_item_;
  int64_t updated_a_ = 0;
};

}  // namespace vivavoce::dialogue
