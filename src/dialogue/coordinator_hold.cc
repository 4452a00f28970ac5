// Replies made ahead of time.
#include <utility>

#include "dialogue/coordinator.h"
#include "dialogue/tool_calls.h"
#include "text/normal_form.h"

namespace vivavoce::dialogue {

ReplyRequest Coordinator::BuildRequest(const CreateResponse* create,
                                       const std::optional<PendingText>& pending) const {
  ReplyRequest request{.persona = config_.persona,
                       .instructions = config_.instructions,
                       .language = history_.LastUserLanguage(),
                       .modality = config_.modality,
                       .voice = config_.voice,
                       .speed = config_.speed,
                       .temperature = config_.temperature,
                       .max_output_tokens = config_.max_output_tokens,
                       .tools_json = config_.tools_json,
                       .guard = config_.guard,
                       .backchannels = config_.backchannels};
  if (pending) {
    const Language spoken = words_.BestLanguage();
    if (spoken != Language::kUnknown) request.language = spoken;
  }
  std::string tool_choice = config_.tool_choice_json;
  if (create) {
    if (create->instructions) request.instructions = *create->instructions;
    if (create->modality) request.modality = *create->modality;
    if (create->voice) request.voice = *create->voice;
    if (create->temperature) request.temperature = *create->temperature;
    if (create->max_output_tokens) request.max_output_tokens = *create->max_output_tokens;
    if (create->tools_json) request.tools_json = *create->tools_json;
    if (create->tool_choice_json) tool_choice = *create->tool_choice_json;
  }
  OfferedTools offered = OfferTools(request.tools_json, tool_choice);
  request.tools_json = std::move(offered.tools_json);
  request.must_call = offered.must_call;
  request.history =
      create && create->input ? History::PromptOf(*create->input) : history_.Prompt(pending);
  return request;
}

void Coordinator::StartHoldIfDue(const TurnScore& score, bool due) {
  const TurnDetection& detection = config_.turn_detection;
  if (hold_.state != HoldState::kNone || !detection.create_response || overlap_.IsOpen()) return;
  if (config_.transcription_only) return;
  if (decision_.holds_started >= k_.hold_attempts) return;
  // What the open reply will have said is not known, and one reply at a time is made.
  if (slot_ && (slot_->awaiting_words || slot_->stream.Running())) return;
  if (IsWaitingForWords() || !words_.IsFinal(user_.rev)) return;
  const std::string text = words_.FinalText();
  if (text.empty()) return;
  if (!due) {
    const bool semantic = detection.type == TurnDetection::Type::kSemanticVad;
    const bool low = semantic && detection.eagerness == TurnDetection::Eagerness::kLow;
    const bool high = semantic && detection.eagerness == TurnDetection::Eagerness::kHigh;
    const int64_t silence = user_.SilenceMs();
    if (low || score.asks_for_time || silence < k_.hold_at_ms) return;
    if (!semantic && silence < detection.silence_duration_ms.value_or(500) / 2) return;
    if (!decision_.score_known && silence < k_.hold_without_score_ms) return;
    const float guard = k_.hold_guard + (high ? k_.hold_guard_eager : 0) +
                        k_.hold_guard_step * static_cast<float>(decision_.holds_dropped);
    if (score.probability < guard && silence < k_.hold_late_ms) return;
  }
  ++decision_.holds_started;
  StartHold(PendingText{text, user_.joined, words_.Tone()}, /*expires_m=*/0);
}

void Coordinator::StartHold(std::optional<PendingText> user, int64_t expires_m) {
  hold_ = {};
  hold_.request = BuildRequest(nullptr, user);
  if (user) {
    hold_.user_text = std::move(user->text);
    hold_.joined = user->joined;
    hold_.tone = std::move(user->tone);
  }
  hold_.expires_m = expires_m;
  hold_.stream.job = NewJob();
  hold_.stream.asked_m = m_;
  hold_.Apply(HoldEvent::kStart);
  Order(StartReply{hold_.stream.job, hold_.request, /*hold=*/true});
}

// Everything a response.create would need is here: the last output of a tool, or the words of a
// manual commit.
void Coordinator::PrefetchIfReady() {
  if (config_.transcription_only) return;
  if (hold_.state != HoldState::kNone || slot_ || IsWaitingForWords()) return;
  const bool tool = voice_ == VoiceState::kTool && !history_.HasPendingCalls();
  const bool manual = user_.state == UserState::kManual && !history_.items().empty() &&
                      history_.items().back().role == ItemRole::kUser &&
                      !history_.HasPendingCalls();
  if (tool || manual) StartHold(std::nullopt, m_ + k_.prefetch_ms);
}

void Coordinator::DropHold() {
  if (hold_.state == HoldState::kNone) return;
  if (hold_.stream.Running()) Order(AbortJob{hold_.stream.job});
  if (hold_.user_text) ++decision_.holds_dropped;
  hold_ = {};
}

// The user went on; was it a word?
void Coordinator::ShelvedHoldMeets(const std::string& final_text, const std::string& tone) {
  if (!hold_.user_text || tone != hold_.tone ||
      text::NormalForm(final_text) != text::NormalForm(*hold_.user_text)) {
    return DropHold();
  }
  hold_.expires_m = 0;
  hold_.Apply(hold_.stream.HasOutput() ? HoldEvent::kSameTextReady : HoldEvent::kSameTextPending);
}

bool Coordinator::HoldAnswersTurn() const {
  return hold_.state == HoldState::kReady && hold_.user_text.has_value();
}

// Whatever changed: does the held reply still answer the question that will be asked?
void Coordinator::CheckHold() {
  if (checked_history_ == history_.version() && checked_config_ == config_epoch_) return;
  checked_history_ = history_.version();
  checked_config_ = config_epoch_;
  if (hold_.state == HoldState::kNone || closed_) return;
  std::optional<PendingText> pending;
  if (hold_.user_text) pending = PendingText{*hold_.user_text, hold_.joined, hold_.tone};
  ReplyRequest wanted = BuildRequest(nullptr, pending);
  if (hold_.user_text) wanted.language = hold_.request.language;
  if (FingerprintOf(wanted) != FingerprintOf(hold_.request)) {
    DropHold();
    return Progress();
  }
  if (SameVoice(wanted, hold_.request)) return;
  if (!hold_.Apply(HoldEvent::kRevoice)) return DropHold();
  if (hold_.stream.Running()) Order(AbortJob{hold_.stream.job});
  hold_.stream = {.job = NewJob()};
  hold_.request = std::move(wanted);
  Order(StartReply{hold_.stream.job, hold_.request, /*hold=*/true});
}

}  // namespace vivavoce::dialogue
