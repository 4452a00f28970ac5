// dialogue::ServerEvent -> the JSON texts of one connection, in its dialect. GA and beta differ in
// names (docs/realtime.md), in that beta has conversation.item.created for GA's
// added and done, and in that the StepFun flavour has response.cancelled ahead of response.done.
// Threads  one caller at a time.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "dialogue/server_event.h"
#include "realtime/audio_format.h"
#include "realtime/dialect.h"
#include "realtime/rate_limiter.h"
#include "realtime/session_settings.h"

namespace vivavoce::realtime {

class ServerEventWriter {
 public:
  // Event ids are "event_<id_stem><counter>".
  ServerEventWriter(std::string id_stem, std::string conversation_id);

  // No text, one, or several (a long audio delta is cut, see kMostDeltaSamples). SessionUpdated
  // gives none: its owner calls Session().
  std::vector<std::string> Write(const dialogue::ServerEvent& event,
                                 const SessionSettings& settings, Dialect dialect);
  std::string Session(std::string_view type, const SessionSettings& settings,
                      std::optional<Dialect> dialect);
  std::string Error(const dialogue::ErrorEvent& error);
  std::string Vendor(std::string_view type, Json fields);  // "vivavoce.…"
  std::string RateLimits(const std::vector<RateLimit>& limits);

  uint64_t num_written() const { return next_id_ - 1; }
  std::string EventId(uint64_t number) const;  // of the number-th event; the first is 1

  // 500 ms: 24 kB of pcm16 are 32 kB of JSON, far below any client's frame limit (1 MiB in
  // Python's websockets).
  static constexpr size_t kMostDeltaSamples = 12000;

 private:
  struct Visitor;
  std::string Finish(std::string_view type, Json json);

  std::string id_stem_;
  std::string conversation_id_;
  uint64_t next_id_ = 1;
  std::map<std::string, AudioEncoder> encoders_;  // of the items being spoken, by item id
  std::map<std::string, AudioFormat> formats_;    // of the open responses that have their own, by id
};

}  // namespace vivavoce::realtime
