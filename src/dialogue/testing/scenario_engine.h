// The engines of a scenario: they hear the script's words, score its pauses and answer after its
// latencies. An aborted reply's words are kept: asked again with the same prompt (in another
// voice), only the synthesis takes time.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "dialogue/core_action.h"
#include "dialogue/core_event.h"
#include "dialogue/hold.h"
#include "dialogue/testing/scenario.h"

namespace vivavoce::dialogue {

class ScenarioEngine {
 public:
  explicit ScenarioEngine(const Scenario& scenario) : scenario_(scenario) {}

  void Obey(int64_t now, const CoreAction& action);
  // What is due at or before `now`, in order; each is taken once.
  std::vector<CoreEvent> Due(int64_t now);
  int replies_asked() const { return replies_asked_; }

  // The reply of the script that began at 0.
  void AnswerAtOnce(int64_t now, JobId job);

 private:
  std::string Hear(int64_t from, int64_t to) const;
  // What the script says of the pause that began at or before `to`; nullopt: nothing.
  std::optional<float> OfPause(const std::vector<float>& each, int64_t to) const;
  void StartReply(int64_t now, const struct StartReply& start);
  ReplyClauseReady Speak(JobId job, const std::string& text, int64_t ms) const;

  const Scenario& scenario_;
  std::multimap<int64_t, CoreEvent> queue_;
  std::set<JobId> running_;
  std::set<JobId> held_;  // their end waits for the release
  std::map<JobId, int64_t> waiting_end_;
  std::map<JobId, int64_t> words_known_;  // from then on its first clause is being spoken
  std::vector<std::pair<int64_t, Fingerprint>> thought_;  // words known from this time on
  int replies_asked_ = 0;
};

}  // namespace vivavoce::dialogue
