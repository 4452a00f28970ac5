// Many sessions at a time: each sends 24 kHz sound in real time and asks for an acknowledgement every
// second; how long does that take? And how many come and go without a trace?
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"

namespace vivavoce::app {

struct SessionLoadOptions {
  std::string url;
  std::string api_key;
  int sessions = 100;
  int seconds = 10;  // after all are open
};

struct SessionLoadReport {
  int opened = 0;
  int broken = 0;                  // closed by the server, or refused
  int64_t audio_ms = 0;            // sent by all together
  std::vector<int64_t> turnaround_us;  // from an input_audio_buffer.clear to its acknowledgement
};

// One thread for all sessions. kInvalidArgument for a wrong url.
Result<SessionLoadReport> RunSessionLoad(const SessionLoadOptions& options);

}  // namespace vivavoce::app
