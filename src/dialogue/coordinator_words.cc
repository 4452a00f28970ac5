// What the user said: recognition asked for, its results, and items that wait for their words.
#include <algorithm>
#include <utility>

#include "dialogue/coordinator.h"
#include "text/script.h"
#include "text/utf8.h"

namespace vivavoce::dialogue {
namespace {

// Nor what stands behind that word: the recogniser writes "吗?".
std::string WithoutLastWord(const std::string& words) {
  using text::Script;
  std::u32string said = text::ToUtf32(words);
  const auto is = [&](Script script) { return !said.empty() && text::ScriptOf(said.back()) == script; };
  while (is(Script::kPunctuation) || is(Script::kSpace)) said.pop_back();
  if (is(Script::kHan)) {
    said.pop_back();  // a character is a word
  } else {
    while (!said.empty() && !is(Script::kSpace) && !is(Script::kHan)) said.pop_back();
  }
  while (is(Script::kSpace)) said.pop_back();
  return text::ToUtf8(said);
}

}  // namespace

void Coordinator::AskFinal(int64_t to_a) {
  if (words_.partial_job != 0) Order(AbortJob{std::exchange(words_.partial_job, 0)});
  if (words_.last && !words_.last->done) Order(AbortJob{words_.last->job});
  words_.final_asked_m = m_;
  words_.last = TurnRecognition::Segment{
      .job = NewJob(), .rev = user_.rev, .from_a = words_.from_a, .to_a = to_a, .asked_m = m_};
  Order(StartRecognition{.job = words_.last->job,
                         .a_from_ms = words_.from_a,
                         .a_to_ms = to_a,
                         .is_final = true,
                         .language = config_.input_language,
                         .hint = config_.transcription_prompt});
}

int64_t Coordinator::PartialEveryMs() const {
  return std::max<int64_t>(k_.partial_every_ms, 2 * words_.partial_cost_ms);
}

// The silence may be the end of the turn. Where it is not, little is lost: it is a partial transcript.
void Coordinator::AskFinalEarly() {
  if (user_.state != UserState::kTalking || overlap_.IsOpen() || words_.last) return;
  if (user_.SilenceMs() < k_.recognise_at_ms) return;
  if (m_ - words_.final_asked_m < PartialEveryMs()) return;
  words_.partial_asked_m = m_;
  AskFinal(user_.now_a);
}

void Coordinator::AskFinalInPause() {
  // What was faint right after it may be the end of the last word; later it is the room.
  const int64_t end_a = std::min(user_.faint_until_a, user_.last_voiced_a + k_.pause_ms);
  const bool asked =
      words_.last && words_.last->rev == user_.rev && words_.last->to_a >= end_a;
  // A short overlap is judged by a text that is there or being made, sooner than by another.
  const bool will_do = overlap_.state == Overlap::State::kOpen &&
                       (OverlapTextIsWhole() ||
                        (words_.partial_job != 0 && Covers(words_.partial_voiced_ms)));
  if (!asked && !will_do) AskFinal(user_.now_a);
}

// The user goes on: what was taken for the final transcript is a partial one.
void Coordinator::UnaskFinal() {
  if (!words_.last) return;
  const TurnRecognition::Segment asked = *std::exchange(words_.last, std::nullopt);
  if (!asked.done) {
    if (words_.partial_job != 0) Order(AbortJob{words_.partial_job});
    words_.partial_job = asked.job;
    words_.partial_asked_m = asked.asked_m;
  } else if (!asked.failed) {
    words_.partial = asked.text;
    words_.partial_language = asked.language;
    Prefill();
  }
}

void Coordinator::CloseSegment() {
  if (!words_.last) return;
  words_.from_a = words_.last->to_a;
  words_.segments.push_back(*std::exchange(words_.last, std::nullopt));
  if (words_.partial_job != 0) Order(AbortJob{std::exchange(words_.partial_job, 0)});
  words_.partial.reset();
}

void Coordinator::AskPartialIfDue() {
  if (user_.state != UserState::kTalking) return;
  if (overlap_.state == Overlap::State::kOpen) {
    // Most voices over ours are short: their text is asked for before the silence is a pause.
    const bool stopped = user_.SilenceMs() >= k_.overlap_look_ms &&
                         words_.partial_voiced_ms < user_.voiced_ms;
    const int64_t voiced = overlap_.carried_voiced_ms + user_.voiced_ms;
    if (!stopped && (words_.partial_job != 0 || voiced < overlap_.partial_at_voiced)) return;
    overlap_.partial_at_voiced =
        voiced + std::max<int64_t>(k_.overlap_partial_ms, words_.partial_cost_ms);
    if (words_.partial_job != 0) Order(AbortJob{words_.partial_job});
  } else {
    if (words_.partial_job != 0) return;
    const bool reply_works = slot_ && (slot_->awaiting_words || slot_->stream.Running());
    if (m_ - words_.partial_asked_m < PartialEveryMs() || reply_works) return;
  }
  words_.partial_job = NewJob();
  words_.partial_asked_m = m_;
  words_.partial_voiced_ms = user_.voiced_ms;
  Order(StartRecognition{.job = words_.partial_job,
                         .a_from_ms = words_.from_a,
                         .a_to_ms = user_.now_a,
                         .is_final = false,
                         .urgent = overlap_.IsOpen(),
                         .language = config_.input_language,
                         .hint = config_.transcription_prompt});
}

// Sound that the client put into an item without saying what is in it.
void Coordinator::RecognizeItem(const Item& item) {
  for (size_t i = 0; i < item.content.size(); ++i) {
    const ContentPart& part = item.content[i];
    if (part.type != ContentPart::Type::kInputAudio || part.transcript || !part.audio) continue;
    const int64_t ms = static_cast<int64_t>(part.audio->samples.size()) * 1000 /
                       std::max(part.audio->sample_rate_hz, 1);
    PendingTranscript words{.item_id = item.id,
                            .content_index = i,
                            .limit_m = m_ + k_.asr_limit_ms + ms,
                            .audio_ms = ms,
                            .voiced_ms = ms};
    words.words.last = TurnRecognition::Segment{.job = NewJob(), .asked_m = m_};
    Order(StartRecognition{.job = words.words.last->job,
                           .language = config_.input_language,
                           .hint = config_.transcription_prompt,
                           .clip = part.audio});
    pending_.push_back(std::move(words));
  }
}

void Coordinator::AbortWords() {
  for (const JobId job : words_.Running()) Order(AbortJob{job});
  words_ = {};
}

void Coordinator::On(const TranscriptReady& ready) {
  if (ready.job != 0 && ready.job == words_.partial_job) {
    words_.partial_job = 0;
    words_.partial_cost_ms = m_ - words_.partial_asked_m;
    if (ready.text) {
      const std::string before = words_.Text();
      words_.partial = *ready.text;
      words_.partial_language = ready.language;
      if (overlap_.IsOpen()) {
        overlap_.text = words_.Text();
        overlap_.confidence = ready.confidence;
        overlap_.text_voiced_ms = words_.partial_voiced_ms;
      }
      TellPartial(before);
      Prefill();
    }
    return Progress();
  }
  const auto fill = [&](TurnRecognition::Segment& segment) {
    segment.done = true;
    segment.done_m = m_;
    segment.failed = !ready.text;
    segment.text = ready.text.value_or("");
    segment.confidence = ready.confidence;
    segment.language = ready.language;
    segment.heard = ready.heard;
    segment.tone = ready.tone;
  };
  if (TurnRecognition::Segment* segment = words_.FindJob(ready.job); segment && !segment->done) {
    fill(*segment);
    return WordsArrived();
  }
  for (size_t i = 0; i < pending_.size(); ++i) {
    TurnRecognition::Segment* segment = pending_[i].words.FindJob(ready.job);
    if (!segment || segment->done) continue;
    fill(*segment);
    if (!pending_[i].words.IsFinal(pending_[i].rev)) return;
    PendingTranscript settled = std::move(pending_[i]);
    pending_.erase(pending_.begin() + static_cast<std::ptrdiff_t>(i));
    Settle(settled);
    return WordsSettled();
  }
  ++num_no_ops_;
}

void Coordinator::WordsArrived() {
  if (user_.state == UserState::kManual) return;
  const bool current = words_.IsFinal(user_.rev);
  if (words_.last && words_.last->done && !words_.last->failed) {
    if (overlap_.IsOpen()) {
      overlap_.text = words_.FinalText();
      overlap_.text_final = current && user_.InPause();
      overlap_.confidence = words_.Confidence();
    }
    if (!current) words_.partial = words_.last->text;
  } else if (words_.Failed() && overlap_.IsOpen() && current) {
    overlap_.text_final = true;
  }
  if (current && hold_.state == HoldState::kShelved) {
    ShelvedHoldMeets(words_.FinalText(), words_.Tone());
  }
  Progress();
}

void Coordinator::TellPartial(const std::string& before) {
  if (!config_.transcription_deltas || overlap_.IsOpen() || !user_.started_sent) return;
  const std::string sure = TurnRecognition::AgreedText(before, words_.Text());
  if (!sure.starts_with(words_.told) || sure.size() == words_.told.size()) return;
  Tell(TranscriptionDelta{.item_id = user_.item_id, .delta = sure.substr(words_.told.size())});
  words_.told = sure;
}

// The stable beginning of what is being said, so that the prompt is warm when the turn ends. The
// last word may still change.
void Coordinator::Prefill() {
  if (config_.transcription_only) return;
  if (overlap_.IsOpen() || (slot_ && slot_->stream.Running())) return;
  std::string text = WithoutLastWord(words_.Text());
  if (text.size() <= words_.prefilled_bytes) return;
  words_.prefilled_bytes = text.size();
  Order(PrefillPrompt{BuildRequest(nullptr, PendingText{std::move(text), user_.joined})});
}

// What a client writes into the prompt is read before it is needed: the greeting gives time for it.
void Coordinator::PrefillIfChanged() {
  if (!prompt_changed_ || config_.transcription_only) return;
  if (overlap_.IsOpen() || user_.IsOpen() || (slot_ && slot_->stream.Running())) return;
  prompt_changed_ = false;
  Order(PrefillPrompt{BuildRequest(nullptr)});
}

bool Coordinator::IsWaitingForWords() const {
  return std::ranges::any_of(pending_, [](const PendingTranscript& p) { return !p.told; });
}

void Coordinator::TellTranscript(const PendingTranscript& pending, const std::string& text) {
  if (!config_.transcription_events || !history_.Find(pending.item_id)) return;
  const std::string& told = pending.words.told;
  if (config_.transcription_deltas && text.starts_with(told) && text.size() > told.size()) {
    Tell(TranscriptionDelta{.item_id = pending.item_id,
                            .content_index = static_cast<int>(pending.content_index),
                            .delta = text.substr(told.size())});
  }
  Tell(TranscriptionCompleted{.item_id = pending.item_id,
                              .content_index = static_cast<int>(pending.content_index),
                              .transcript = text,
                              .language = pending.words.BestLanguage(),
                              .seconds = static_cast<double>(pending.audio_ms) / 1000});
}

void Coordinator::TellPerception(const PendingTranscript& pending) {
  const auto heard = pending.words.Heard();
  if (!heard) return;
  Order(LearnVoice{heard});
  if (!config_.perception.events || pending.told) return;
  if (Item* item = history_.FindToChange(pending.item_id)) item->perception = heard;
  Tell(PerceptionCompleted{
      .item_id = pending.item_id, .heard = heard, .tone = pending.words.Tone()});
}

void Coordinator::Settle(PendingTranscript& pending) {
  Item* item = history_.FindToChange(pending.item_id);
  if (!item || item->content.size() <= pending.content_index) return;
  History::Note* note = history_.NoteOf(pending.item_id);
  const std::string text =
      pending.words.Failed() ? pending.words.Text() : pending.words.FinalText();
  const bool failed = pending.words.Failed() && text.empty();
  if (failed && pending.told) return;
  if (!failed) item->content[pending.content_index].transcript = text;
  note->unclear = text.empty();
  note->language = pending.words.BestLanguage();
  note->tone = pending.words.Tone();
  TellPerception(pending);
  if (slot_ && slot_->timing && slot_->timing->transcript_m_ms == 0) {
    slot_->timing->transcript_m_ms = m_;
  }
  if (pending.told) return;
  if (failed) {
    if (config_.transcription_events) {
      Tell(TranscriptionFailed{.item_id = pending.item_id,
                               .content_index = static_cast<int>(pending.content_index),
                               .code = "transcription_failed",
                               .message = "The recogniser could not process this item."});
    }
    return;
  }
  TellTranscript(pending, text);
  const bool nothing =
      text.empty() && note->tone.empty() && pending.voiced_ms < k_.min_turn_voiced_ms;
  const bool answered =
      slot_ && slot_->awaiting_words && slot_->timing && history_.LastUserId() == pending.item_id;
  // A click that was committed before anybody knew: there is nothing to answer.
  if (nothing && answered) {
    slot_->stream.ended = true;
    slot_->awaiting_words = false;
    Pump();
  }
}

void Coordinator::GiveUpWaiting(PendingTranscript& pending) {
  pending.told = true;
  Item* item = history_.FindToChange(pending.item_id);
  if (!item || item->content.size() <= pending.content_index) return;
  const std::string text = pending.words.Text();
  History::Note* note = history_.NoteOf(pending.item_id);
  note->language = pending.words.BestLanguage();
  note->unclear = text.empty();
  if (text.empty()) {
    if (config_.transcription_events) {
      Tell(TranscriptionFailed{.item_id = pending.item_id,
                               .content_index = static_cast<int>(pending.content_index),
                               .code = "transcription_timeout",
                               .message = "The recogniser did not answer in time."});
    }
  } else {
    item->content[pending.content_index].transcript = text;
    TellTranscript(pending, text);
  }
  WordsSettled();
}

void Coordinator::WordsSettled() {
  if (IsWaitingForWords()) return;
  if (slot_ && slot_->awaiting_words) return StartReplyFor(*slot_);
  PrefetchIfReady();
}

}  // namespace vivavoce::dialogue
