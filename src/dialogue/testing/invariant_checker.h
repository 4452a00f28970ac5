// Watches a core from outside and knows what may never happen, whatever the events: the invariants
// of docs/conversation.md that actions show. One checker follows one core from its first step.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "dialogue/conversation_core.h"

namespace vivavoce::dialogue {

class InvariantChecker {
 public:
  // After every Step, with the state's name before it.
  void Saw(int64_t m_ms, const CoreEvent& event, const std::vector<CoreAction>& actions,
           const std::string& state_before, const ConversationCore& core);

  // Nothing may be left running.
  void CheckAllJobsEnded();
  const std::vector<std::string>& violations() const { return violations_; }
  int64_t num_events() const { return num_events_; }

 private:
  // Where a response stands in its grammar.
  struct Open {
    bool in_conversation = true;
    enum class At {
      kBetweenItems,
      kItem,
      kPart,
      kPartClosing,
      kItemClosing
    } at = At::kBetweenItems;
    bool call = false;
    std::string item_id;
    int next_index = 0;
    bool wants_item_added = false;
    bool wants_item_done = false;
    int items = 0;
    std::string told;
  };

  void Violation(const std::string& what);
  void OnAction(const CoreAction& action);
  void OnEvent(const ServerEvent& event);
  void On(const ResponseCreated& e);
  void On(const ResponseDone& e);
  void On(const OutputItemAdded& e);
  void On(const OutputItemDone& e);
  void On(const ContentPartAdded& e);
  void On(const ContentPartDone& e);
  void On(const AudioDelta& e);
  void OnDelta(const PartAddress& at, const std::string& text);
  void OnTextDone(const PartAddress& at, const std::string& text);
  void On(const ItemAdded& e);
  void On(const ItemDone& e);
  void On(const SpeechStarted& e);
  void On(const SpeechStopped& e);
  void On(const InputCommitted& e);
  Open* Find(const std::string& response_id);
  void NoteInput(const CoreEvent& event);
  void CheckAcks(const CoreEvent& event, const std::vector<CoreAction>& actions);
  void CheckPermissions(const CoreEvent& event, const std::vector<CoreAction>& actions,
                        const SessionConfig& session);
  void CheckHistory(const CoreEvent& event, const ConversationCore& core);

  int64_t m_ = 0;
  int64_t num_events_ = 0;
  std::vector<std::string> violations_;
  std::map<std::string, Open> open_;
  std::set<std::string> done_;  // response ids
  std::map<JobId, std::string> job_response_;
  std::map<JobId, int64_t> generated_;
  std::map<JobId, int64_t> sent_;
  std::set<JobId> running_;
  std::set<JobId> aborted_;
  std::set<JobId> openers_;              // asked for
  std::optional<std::string> speaking_;  // item between started and stopped
  std::string stopped_;
  std::set<std::string> committed_;
  std::set<std::string> user_items_;  // committed and not deleted
  std::set<std::string> added_;
  int64_t last_audio_end_ = 0;
  int64_t last_kept_ = 0;
  std::optional<int64_t> yielding_since_silence_;
  bool voiced_ = false;
};

// Everything of an action that a client or an engine could tell apart.
std::string Describe(const CoreAction& action);

}  // namespace vivavoce::dialogue
