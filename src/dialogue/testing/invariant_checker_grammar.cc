// The order of the events of a response and of a user turn.
#include <fmt/format.h>

#include <algorithm>

#include "dialogue/testing/invariant_checker.h"

namespace vivavoce::dialogue {

InvariantChecker::Open* InvariantChecker::Find(const std::string& response_id) {
  const auto it = open_.find(response_id);
  if (it != open_.end()) return &it->second;
  Violation("an event of a response that is not open");
  return nullptr;
}

void InvariantChecker::On(const ResponseCreated& e) {
  const bool fresh = !open_.contains(e.response.id) && !done_.contains(e.response.id);
  if (!fresh) Violation("response created twice");
  open_[e.response.id] = {.in_conversation = e.response.in_conversation};
  const auto inside =
      std::ranges::count_if(open_, [](const auto& entry) { return entry.second.in_conversation; });
  if (inside > 1) Violation("two responses in the conversation");
  if (open_.size() - static_cast<size_t>(inside) > 4) Violation("too many out of band");
}

void InvariantChecker::On(const ResponseDone& e) {
  Open* open = Find(e.response.id);
  if (!open) return;
  if (open->at != Open::At::kBetweenItems || open->wants_item_done)
    Violation("done inside an item");
  if (open->items != static_cast<int>(e.response.output.size())) Violation("output is incomplete");
  if (e.response.reason == ResponseReason::kTurnDetected && !speaking_ && stopped_.empty() &&
      committed_.empty()) {
    Violation("turn_detected without a turn");
  }
  open_.erase(e.response.id);
  done_.insert(e.response.id);
}

void InvariantChecker::On(const OutputItemAdded& e) {
  Open* open = Find(e.response_id);
  if (!open) return;
  if (open->at != Open::At::kBetweenItems || open->wants_item_done)
    Violation("item inside an item");
  if (e.output_index != open->next_index++) Violation("output_index out of order");
  if (e.item.status != ItemStatus::kInProgress || !e.item.content.empty()) {
    Violation("a new item is not empty");
  }
  open->at = Open::At::kItem;
  open->call = e.item.type == ItemType::kFunctionCall;
  open->item_id = e.item.id;
  open->wants_item_added = open->in_conversation;
  open->told.clear();
}

void InvariantChecker::On(const OutputItemDone& e) {
  Open* open = Find(e.response_id);
  if (!open) return;
  const auto before = open->call ? Open::At::kItem : Open::At::kItemClosing;
  if (open->at != before || e.item.id != open->item_id) Violation("item done out of place");
  open->at = Open::At::kBetweenItems;
  open->wants_item_done = open->in_conversation;
  ++open->items;
}

void InvariantChecker::On(const ContentPartAdded& e) {
  Open* open = Find(e.at.response_id);
  if (!open) return;
  if (open->at != Open::At::kItem || open->wants_item_added) Violation("part out of place");
  open->at = Open::At::kPart;
}

void InvariantChecker::On(const ContentPartDone& e) {
  Open* open = Find(e.at.response_id);
  if (!open) return;
  if (open->at != Open::At::kPartClosing) Violation("part done out of place");
  if (e.text != open->told) Violation("the part's text is not its deltas");
  open->at = Open::At::kItemClosing;
}

void InvariantChecker::OnDelta(const PartAddress& at, const std::string& text) {
  Open* open = Find(at.response_id);
  if (!open) return;
  if (open->at != Open::At::kPart || open->item_id != at.item_id) Violation("delta out of place");
  open->told += text;
}

void InvariantChecker::OnTextDone(const PartAddress& at, const std::string& text) {
  Open* open = Find(at.response_id);
  if (!open) return;
  if (open->at != Open::At::kPart) Violation("text done out of place");
  if (text != open->told) Violation("the text is not its deltas");
  open->at = Open::At::kPartClosing;
}

void InvariantChecker::On(const AudioDelta& e) {
  OnDelta(e.at, "");
  const auto [it, fresh] = job_response_.try_emplace(e.job, e.at.response_id);
  if (it->second != e.at.response_id) Violation("one reply in two responses");
  if (aborted_.contains(e.job)) Violation("sound of an aborted reply");
  if (e.from_sample >= e.to_sample) Violation("an empty delta");
  const int64_t expected = sent_[e.job];
  if (e.from_sample != expected) {
    Violation(fmt::format("delta from {} after {}", e.from_sample, expected));
  }
  if (e.to_sample > generated_[e.job]) Violation("sent more than was generated");
  sent_[e.job] = e.to_sample;
}

void InvariantChecker::On(const ItemAdded& e) {
  added_.insert(e.item.id);
  for (auto& [id, open] : open_) {
    if (open.item_id == e.item.id) open.wants_item_added = false;
  }
}

void InvariantChecker::On(const ItemDone& e) {
  if (!added_.contains(e.item.id)) Violation("item done before it was added");
  for (auto& [id, open] : open_) {
    if (open.item_id == e.item.id) open.wants_item_done = false;
  }
}

void InvariantChecker::On(const SpeechStarted& e) {
  if (speaking_) Violation("started twice");
  if (committed_.contains(e.item_id)) Violation("a committed item starts again");
  if (e.audio_start_ms < last_audio_end_) Violation("audio_start before the last audio_end");
  last_audio_end_ = e.audio_start_ms;
  speaking_ = e.item_id;
  stopped_.clear();
}

void InvariantChecker::On(const SpeechStopped& e) {
  if (speaking_ != e.item_id) Violation("stopped something else");
  if (e.audio_end_ms < last_audio_end_) Violation("audio_end before audio_start");
  last_audio_end_ = e.audio_end_ms;
  stopped_ = e.item_id;
  speaking_.reset();
}

void InvariantChecker::On(const InputCommitted& e) {
  if (speaking_) Violation("committed before it stopped");
  if (!committed_.insert(e.item_id).second) Violation("committed twice");
  user_items_.insert(e.item_id);
}

}  // namespace vivavoce::dialogue
