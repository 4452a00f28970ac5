#include "eval/duplex_score.h"

#include <algorithm>

namespace vivavoce::eval {
namespace {

void ScoreTurn(const DuplexCase& each, const DuplexTrace& trace, DuplexOutcome& outcome) {
  for (const DuplexTrace::Response& response : trace.responses) {
    if (response.sent_ms.empty()) continue;
    if (response.sent_ms.front() < each.end_ms) {
      outcome.cut_in = true;
    } else if (!outcome.took_over) {
      outcome.took_over = true;
      outcome.answered_ms = response.sent_ms.front() - each.end_ms;
      if (response.decided_ms) outcome.decided_ms = *response.decided_ms - each.end_ms;
    }
  }
  outcome.split = std::ranges::any_of(trace.committed_ms,
                                      [&](int64_t at) { return at < each.end_ms; });
}

void ScoreOverlap(const DuplexCase& each, const DuplexTrace& trace, DuplexOutcome& outcome) {
  const DuplexTrace::Response& reply = trace.responses.front();  // the one spoken over
  outcome.stopped = reply.cancelled;
  // The end of the reply's turn to speak: what comes after it is another's.
  const int64_t until = reply.cancelled ? reply.done_ms.value_or(trace.end_ms) : trace.end_ms;
  int64_t last_played = 0;
  for (const int64_t at : trace.played_ms) {
    if (at > until) break;
    if (at > last_played) outcome.hole_ms = std::max(outcome.hole_ms, at - last_played - 20);
    last_played = at;
  }
  if (!reply.cancelled) {
    // Still silent at the end, though there was more to say.
    const bool more = !reply.done_ms;
    if (more) outcome.hole_ms = std::max(outcome.hole_ms, until - last_played - 20);
    return;
  }
  outcome.hole_ms = 0;  // a voice that ended has none
  if (!reply.sent_ms.empty()) outcome.last_sent_ms = reply.sent_ms.back() - each.begin_ms;
  outcome.last_heard_ms = last_played + 20 - each.begin_ms;
  const auto told = std::ranges::find_if(trace.speech_started_ms,
                                         [&](int64_t at) { return at >= each.begin_ms; });
  if (told != trace.speech_started_ms.end()) outcome.told_ms = *told - each.begin_ms;
  DuplexTrace rest = trace;
  rest.responses.erase(rest.responses.begin());
  ScoreTurn(each, rest, outcome);
}

}  // namespace

bool DuplexOutcome::right() const {
  switch (kind) {
    case DuplexKind::kTurn:
    case DuplexKind::kPause:
      return took_over && !cut_in;
    case DuplexKind::kInterruption:
    case DuplexKind::kStop:
      return stopped;
    case DuplexKind::kBackchannel:
    case DuplexKind::kNoise:
    case DuplexKind::kSideTalk:
    case DuplexKind::kEcho:
      return !stopped && hole_ms <= kInaudibleHoleMs;
  }
  return false;
}

DuplexOutcome ScoreDuplexCase(const DuplexCase& each, const DuplexTrace& trace) {
  DuplexOutcome outcome;
  outcome.kind = each.kind;
  outcome.name = each.name;
  outcome.condition = each.condition;
  outcome.language = each.language;
  outcome.recorded = each.recorded;
  outcome.heard = trace.heard;
  outcome.work = trace.work;
  if (AgentSpeaksFirst(each.kind)) {
    ScoreOverlap(each, trace, outcome);
  } else {
    ScoreTurn(each, trace, outcome);
  }
  return outcome;
}

}  // namespace vivavoce::eval
