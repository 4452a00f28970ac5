// The agent as a listener.
#include "dialogue/coordinator.h"

namespace vivavoce::dialogue {

// Only where the pause is plainly one in the middle: a "mm-hm" at the end of a turn is an answer.
void Coordinator::BackchannelIfDue(const TurnScore& score) {
  if (!config_.backchannels || config_.modality != Modality::kAudio) return;
  if (config_.transcription_only || !decision_.score_known) return;
  if (slot_ || overlap_.IsOpen() || IsAudible()) return;
  if (user_.voiced_ms - backchannel_voiced_ms_ < k_.backchannel_voiced_ms) return;
  if (backchannel_m_ && m_ - *backchannel_m_ < k_.backchannel_apart_ms) return;
  const int64_t silence = user_.SilenceMs();
  if (silence < k_.backchannel_at_ms || silence > k_.backchannel_late_ms) return;
  const int64_t end = DecisionDelayMs(config_.turn_detection, score, Patience());
  if (end - silence < k_.backchannel_room_ms) return;
  backchannel_voiced_ms_ = user_.voiced_ms;
  backchannel_m_ = m_;
  Language language = words_.BestLanguage();
  if (language == Language::kUnknown) language = config_.input_language;
  if (language == Language::kUnknown) language = history_.LastUserLanguage();
  Order(SpeakBackchannel{user_.item_id,
                         {.persona = config_.persona,
                          .voice = config_.voice,
                          .speed = config_.speed,
                          .language = language}});
}

}  // namespace vivavoce::dialogue
