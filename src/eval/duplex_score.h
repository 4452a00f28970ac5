// From what happened in a case to what it counts for, and from cases to a table. The words are
// those of Full-Duplex-Bench: take-over (the agent takes the floor), latency from the end of the
// user's voice, stop latency from its beginning. Pure.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "eval/duplex_case.h"
#include "eval/duplex_run.h"
#include "eval/proportion.h"

namespace vivavoce::eval {

// A hole in the agent's voice up to this long counts as none.
inline constexpr int64_t kInaudibleHoleMs = 300;

struct DuplexOutcome {
  DuplexKind kind = DuplexKind::kTurn;
  std::string name;
  std::string condition;
  Language language = Language::kUnknown;
  bool recorded = false;
  std::vector<std::string> heard;
  DuplexWork work;

  // Of turns, and of what stopped the agent: it spoke after the user had finished.
  bool took_over = false;
  // Sound of a reply left before the user had finished.
  bool cut_in = false;
  // The turn became an item before that.
  bool split = false;
  // From the end of the user's voice; missing when there was none.
  std::optional<int64_t> decided_ms;
  std::optional<int64_t> answered_ms;

  // Of a voice over the agent's: its reply was cancelled; the last of it left then, was heard then,
  // and the client was told then, each from the beginning of the user's voice.
  bool stopped = false;
  std::optional<int64_t> last_sent_ms;
  std::optional<int64_t> last_heard_ms;
  std::optional<int64_t> told_ms;
  // The longest silence of the loudspeaker while the reply went on.
  int64_t hole_ms = 0;

  // What a good listener would have done.
  bool right() const;
};

DuplexOutcome ScoreDuplexCase(const DuplexCase& each, const DuplexTrace& trace);

// One row for each kind, language, origin and condition that has cases.
std::string DuplexTextReport(const std::vector<DuplexOutcome>& outcomes);
nlohmann::ordered_json DuplexJsonReport(const std::vector<DuplexOutcome>& outcomes);


}  // namespace vivavoce::eval
