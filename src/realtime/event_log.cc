#include "realtime/event_log.h"

#include <algorithm>
#include <utility>

namespace vivavoce::realtime {

void EventLog::Add(std::string id, std::string text, int64_t samples) {
  bytes_ += text.size();
  entries_.push_back({std::move(id), std::move(text), samples});
  // The newest stays, however long: a client that has all but it can go on.
  while (bytes_ > most_bytes_ && entries_.size() > 1) {
    bytes_ -= entries_.front().text.size();
    entries_.pop_front();
  }
}

void EventLog::AddFirst(std::string id) { entries_.push_front({std::move(id), "", 0}); }

std::optional<EventLog::Rest> EventLog::After(std::string_view id) {
  const auto last = std::ranges::find(entries_, id, &Entry::id);
  if (last == entries_.end()) return std::nullopt;
  for (auto known = entries_.begin(); known <= last; ++known) bytes_ -= known->text.size();
  entries_.erase(entries_.begin(), std::next(last));
  Rest rest;
  for (const Entry& entry : entries_) {
    if (!entry.text.empty()) rest.texts.push_back(entry.text);
    rest.samples += entry.samples;
  }
  return rest;
}

}  // namespace vivavoce::realtime
