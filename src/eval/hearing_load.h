// How many talkers can one server hear? Conversations in virtual time on one hearing worker, each
// with somebody who says one clip after the other; nobody is answered. What a model costs is charged
// to the virtual clock, so talkers wait for each other as on a machine with this many cores and
// nothing else to do.
#pragma once

#include <cstdint>
#include <vector>

#include "eval/duplex_engine.h"

namespace vivavoce::eval {

struct HearingLoadOptions {
  int talkers = 8;
  int64_t seconds = 60;     // of virtual time in which turns begin
  int64_t pause_ms = 2000;  // between the turns of a talker, the same again at random
  double cost = 1;          // virtual ms for each ms of CPU time of a model
};

struct HearingLoadReport {
  size_t turns = 0;  // said to their end
  // From the last voiced sample, sorted: to the decision, to the final transcript. Of turns where
  // that came before the talker spoke again.
  std::vector<int64_t> decided_ms;
  std::vector<int64_t> transcript_ms;
  size_t partials = 0;
  double speech_seconds = 0;
  // CPU seconds a second, of everything: models, voice detection, perception, turn-taking.
  double busy_cores = 0;
};

// `clips` are 16 kHz mono with one turn each. Errors: no clip, or no conversation can be had.
Result<HearingLoadReport> RunHearingLoad(const std::vector<std::vector<float>>& clips,
                                         const DuplexEars& ears, const HearingLoadOptions& options);

}  // namespace vivavoce::eval
