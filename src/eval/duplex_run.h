// One case of eval turns through the conversation of the server (dialogue::Conversation), 20 ms of
// microphone at a time, with a client that plays what it is sent. Virtual time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dialogue/session_config.h"
#include "eval/duplex_case.h"
#include "eval/duplex_engine.h"

namespace vivavoce::eval {

// What happened. Times are ms on the case's own clock: 0 is the first sample of its sound; earlier
// times are negative.
struct DuplexTrace {
  struct Response {
    std::string id;
    int64_t opened_ms = 0;
    std::vector<int64_t> sent_ms;  // when each piece of its sound left
    std::optional<int64_t> done_ms;
    bool cancelled = false;
    // Of the answer to a spoken turn: when the turn was believed over.
    std::optional<int64_t> decided_ms;
  };
  std::vector<Response> responses;
  std::vector<int64_t> speech_started_ms;  // on the wire
  std::vector<int64_t> committed_ms;       // a turn became an item
  std::vector<std::string> heard;          // its words
  // The client's loudspeaker: 20 ms ticks with the agent's voice, by their beginning.
  std::vector<int64_t> played_ms;
  int64_t end_ms = 0;  // when watching ended
  DuplexWork work;
};

struct DuplexClient {
  dialogue::SessionConfig session;
  int jitter_buffer_ms = 100;  // between the first sound of a reply and its playing
  int echo_delay_ms = 60;      // from loudspeaker to microphone
};

// Ends when the sound is over; earlier, when a turn has been answered for a second. A client stops
// playing on speech_started, as those of the hosted service do. Errors: no conversation can be had,
// or the agent never spoke where it was to speak first.
Result<DuplexTrace> RunDuplexCase(const DuplexCase& each, const DuplexEars& ears,
                                  const DuplexReply& reply, const DuplexTiming& timing,
                                  const DuplexClient& client);

}  // namespace vivavoce::eval
