// Replies become sound on the wire, a little ahead of what is heard.
#include <algorithm>
#include <utility>

#include "dialogue/coordinator.h"

namespace vivavoce::dialogue {

ResponseWriter Coordinator::Writer(ResponseSlot& slot) {
  return ResponseWriter(slot, slot.wire.in_conversation ? &history_ : nullptr, out_);
}

int64_t Coordinator::HeardSamples() const {
  return playback_ ? playback_->player.Heard(lost_m_ ? std::min(*lost_m_, m_) : m_) : 0;
}

void Coordinator::Pump() {
  if (!slot_ || lost_m_ || voice_ == VoiceState::kYielding || slot_->awaiting_words) return;
  ResponseSlot& slot = *slot_;
  const ReplyStream& stream = slot.stream;
  if (!stream.spoken.clauses.empty()) {
    if (slot.item_id.empty()) {
      Writer(slot).OpenMessage(ids_.Next("item_"));
      Move(VoiceEvent::kFirstOutput);
      if (slot.Audio()) {
        const int64_t busy_until = playback_ ? playback_->player.EndMs() : 0;
        tail_ = std::exchange(playback_, Playback{slot.item_id, VirtualPlayer(rate_, busy_until)});
      }
    }
    if (slot.Audio()) {
      History::Note* note = history_.NoteOf(slot.item_id);
      if (note && (!note->spoken || note->spoken->clauses.size() != stream.spoken.clauses.size() ||
                   note->spoken->rest_samples != stream.spoken.rest_samples)) {
        note->spoken = stream.spoken;
        history_.FindToChange(slot.item_id);
      }
      PumpAudio(slot);
    } else {
      PumpText(slot);
    }
  }
  if (stream.ended && slot.Drained()) CompleteResponse();
}

void Coordinator::PumpText(ResponseSlot& slot) {
  while (slot.clauses_told < slot.stream.spoken.clauses.size()) Writer(slot).TellClause();
}

// The next samples to send: 0 when the lead is used up or nothing is there.
int64_t Coordinator::NextPiece(const ResponseSlot& slot) const {
  const std::vector<SpokenClause>& clauses = slot.stream.spoken.clauses;
  const auto clause = std::ranges::find_if(
      clauses, [&](const SpokenClause& c) { return c.sample_end > slot.sent; });
  if (clause == clauses.end()) return 0;
  const int64_t left = clause->sample_end - slot.sent;
  const int64_t most = std::min<int64_t>(left, k_.max_chunk_ms * rate_);
  if (!slot.stream.calls.empty() || !slot.wire.in_conversation) return most;
  const int64_t budget = HeardSamples() + k_.lead_ms * rate_ - slot.sent;
  const int64_t least = std::min<int64_t>(left, k_.chunk_ms * rate_);
  return budget < least ? 0 : std::min(most, budget);
}

void Coordinator::PumpAudio(ResponseSlot& slot) {
  const std::vector<SpokenClause>& clauses = slot.stream.spoken.clauses;
  for (;;) {
    const int64_t piece = NextPiece(slot);
    const int64_t to = slot.sent + piece;
    // A clause's text goes out with its first samples; one without sound follows the last sound.
    while (slot.clauses_told < clauses.size()) {
      const int64_t begin = slot.clauses_told == 0 ? 0 : clauses[slot.clauses_told - 1].sample_end;
      const bool soundless = clauses[slot.clauses_told].sample_end == begin;
      if (soundless ? begin > slot.sent : begin >= to) break;
      Writer(slot).TellClause();
    }
    if (piece == 0) return;
    Writer(slot).TellAudio(to, std::exchange(fade_in_, false));
    if (!slot.wire.in_conversation) continue;
    any_audio_sent_ = true;
    if (playback_) {
      playback_->player.Send(m_, to, static_cast<int64_t>(playout_delay_ms_));
    }
    if (History::Note* note = history_.NoteOf(slot.item_id)) note->sent_samples = to;
  }
}

void Coordinator::PumpOutOfBand() {
  for (size_t i = 0; i < out_of_band_.size();) {
    ResponseSlot& slot = out_of_band_[i];
    if (!slot.stream.spoken.clauses.empty()) {
      if (slot.item_id.empty()) Writer(slot).OpenMessage(ids_.Next("item_"));
      slot.Audio() ? PumpAudio(slot) : PumpText(slot);
    }
    if (!slot.stream.ended) {
      ++i;
      continue;
    }
    const bool failed =
        slot.stream.end == ReplyEnd::kFailed || slot.stream.end == ReplyEnd::kAborted;
    const bool cut = slot.stream.end == ReplyEnd::kLength;
    CloseOutOfBand(i,
                   failed ? ResponseStatus::kFailed
                   : cut  ? ResponseStatus::kIncomplete
                          : ResponseStatus::kCompleted,
                   cut ? ResponseReason::kMaxOutputTokens : ResponseReason::kNone,
                   failed ? "inference_failed" : "", failed ? slot.stream.error.message : "");
  }
}

bool Coordinator::PlaysSlot() const {
  return slot_ && playback_ && slot_->item_id == playback_->item_id && slot_->Audio() &&
         voice_ == VoiceState::kSpeaking;
}

int64_t Coordinator::WhenHeard(int64_t sample) const {
  return sample <= HeardSamples() ? m_ : playback_->player.WhenHeard(sample);
}

std::optional<int64_t> Coordinator::PaceDeadline() const {
  if (!PlaysSlot()) return std::nullopt;
  const std::vector<SpokenClause>& clauses = slot_->stream.spoken.clauses;
  const auto clause = std::ranges::find_if(
      clauses, [&](const SpokenClause& c) { return c.sample_end > slot_->sent; });
  if (clause == clauses.end()) return std::nullopt;
  const int64_t piece = std::min<int64_t>(clause->sample_end - slot_->sent, k_.chunk_ms * rate_);
  return WhenHeard(slot_->sent + piece - k_.lead_ms * rate_);
}

// Only the first sound of a response of the conversation, and not over the user's voice.
std::optional<int64_t> Coordinator::OpenerDeadline() const {
  if (!config_.openers || !slot_ || slot_->opener_asked || !slot_->Audio()) return std::nullopt;
  const ReplyStream& stream = slot_->stream;
  if (slot_->awaiting_words || !stream.Running() || stream.HasOutput()) return std::nullopt;
  if (overlap_.IsOpen() || voice_ == VoiceState::kYielding) return std::nullopt;
  // A reply made ahead of time may be nearly there.
  const double words_m = static_cast<double>(stream.asked_m) + words_take_ms_.value_or(0);
  const bool slow = words_m - static_cast<double>(slot_->created_m) >= k_.slow_words_ms;
  return slot_->created_m + (slow ? 0 : k_.opener_ms);
}

void Coordinator::LearnWordsTake(const ReplyStream& stream) {
  const auto took = static_cast<double>(m_ - stream.asked_m);
  const double before = words_take_ms_.value_or(took);
  words_take_ms_ = before + k_.words_learning * (took - before);
}

void Coordinator::CheckOpener() {
  const std::optional<int64_t> deadline = OpenerDeadline();
  if (!deadline || m_ < *deadline) return;
  slot_->opener_asked = true;
  Order(SpeakOpener{slot_->stream.job});
}

// Only behind an opener: between clauses a reply that is late is as silent as it is late.
std::optional<int64_t> Coordinator::RestDeadline() const {
  if (!PlaysSlot() || slot_->stream.has_words || !slot_->stream.Running()) return std::nullopt;
  const SpokenText& spoken = slot_->stream.spoken;
  if (spoken.opener_bytes == 0 || slot_->sent < spoken.num_samples() ||
      spoken.rest_samples >= k_.max_rest_ms * rate_) {
    return std::nullopt;
  }
  return WhenHeard(slot_->sent - k_.rest_at_ms * rate_);
}

void Coordinator::RestIfDue() {
  const std::optional<int64_t> deadline = RestDeadline();
  if (!deadline || m_ < *deadline) return;
  const int64_t samples = k_.rest_ms * rate_;
  slot_->stream.spoken.Rest(samples);
  Order(AddSilence{slot_->stream.job, samples});
  Pump();
}

std::optional<int64_t> Coordinator::StallDeadline(const ResponseSlot& slot) const {
  if (slot.awaiting_words || slot.stream.ended || slot.stream.job == 0) return std::nullopt;
  const bool in_conversation = slot.wire.in_conversation;
  if (in_conversation && voice_ == VoiceState::kYielding) return std::nullopt;
  int64_t dry_since = slot.progress_m;
  if (in_conversation && slot.Audio() && playback_ && playback_->item_id == slot.item_id) {
    if (!slot.Drained()) return std::nullopt;
    dry_since = std::max(dry_since, playback_->player.EndMs());
  }
  return dry_since + k_.reply_limit_ms;
}

void Coordinator::CheckStalled() {
  static constexpr char kCode[] = "inference_timeout";
  static constexpr char kMessage[] = "The reply did not come in time.";
  if (slot_) {
    if (const auto limit = StallDeadline(*slot_); limit && m_ >= *limit) {
      CloseResponse(ResponseStatus::kFailed, ResponseReason::kNone, kCode, kMessage);
    }
  }
  for (size_t i = 0; i < out_of_band_.size();) {
    const auto limit = StallDeadline(out_of_band_[i]);
    if (limit && m_ >= *limit) {
      CloseOutOfBand(i, ResponseStatus::kFailed, ResponseReason::kNone, kCode, kMessage);
    } else {
      ++i;
    }
  }
}

void Coordinator::CheckPlayedOut() {
  if (voice_ != VoiceState::kDraining) return;
  const int64_t end = playback_ ? playback_->player.EndMs() : m_;
  if (end > m_) return;
  Move(VoiceEvent::kPlayedOut);
  any_reply_heard_ = true;
  idle_from_m_ = m_;
  Progress();  // speech that was to be answered when we had finished
}

}  // namespace vivavoce::dialogue
