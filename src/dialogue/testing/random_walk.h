// A conversation nobody would have: random speech, random engines, a random client. Seeded.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "dialogue/conversation_core.h"
#include "dialogue/testing/invariant_checker.h"

namespace vivavoce::dialogue {

class RandomWalk {
 public:
  explicit RandomWalk(uint64_t seed);

  void Go(int num_events);
  // No event but silence, time and what is already under way; with `engines` false not even that.
  void Settle(int64_t ms, bool engines);
  void LoseSocketForGood();

  ConversationCore& core() { return core_; }
  InvariantChecker& checker() { return checker_; }
  const std::vector<std::pair<int64_t, CoreEvent>>& inputs() const { return inputs_; }
  const std::vector<std::string>& actions() const { return actions_; }
  static CoreOptions OptionsOf(uint64_t seed);

 private:
  struct Job {
    JobId id;
    int kind;  // 0 recognition, 1 score, 2 reply
    int clauses = 0;
    int64_t due = 0;
    bool hold = false;
    bool begun = false;   // has given a clause
    bool opener = false;  // is to give one
    bool read = false;    // has told how whole the turn is
  };

  void Step(const CoreEvent& event);
  void Obey(const CoreAction& action);
  void Frame(bool voiced);
  void FireTimers();
  void EngineTurn(size_t index);
  CoreEvent ClientTurn();
  std::string AnyItem();
  int Pick(int n) { return static_cast<int>(random_() % static_cast<uint64_t>(n)); }

  std::mt19937_64 random_;
  ConversationCore core_;
  InvariantChecker checker_;
  int64_t m_ = 0;
  int64_t a_ = 0;
  int64_t jitter_ = 0;
  bool voiced_ = false;
  bool lost_ = false;
  int next_call_ = 0;
  std::vector<Job> jobs_;
  std::vector<std::pair<int64_t, CoreEvent>> inputs_;
  std::vector<std::string> actions_;
};

}  // namespace vivavoce::dialogue
