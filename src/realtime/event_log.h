// The last events of a session that may lose its connection, so that the next one goes on where the
// client stopped reading: nothing twice, nothing missing. Bounded by bytes; the oldest go first.
// Threads  one caller at a time.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vivavoce::realtime {

class EventLog {
 public:
  explicit EventLog(size_t most_bytes) : most_bytes_(most_bytes) {}

  // In the order of sending. `samples`: of reply sound in it, 24 kHz.
  void Add(std::string id, std::string text, int64_t samples = 0);

  struct Rest {
    std::vector<std::string> texts;
    int64_t samples = 0;
  };
  // The events behind the one with this id; it and those before it are dropped: the client has
  // them. nullopt: the id is not known (any more), nothing changes.
  std::optional<Rest> After(std::string_view id);
  // Stands before everything that is left and is not sent again: how a resumed connection begins.
  void AddFirst(std::string id);

 private:
  struct Entry {
    std::string id;
    std::string text;  // "": only its id counts
    int64_t samples = 0;
  };
  size_t most_bytes_;
  size_t bytes_ = 0;
  std::deque<Entry> entries_;
};

}  // namespace vivavoce::realtime
