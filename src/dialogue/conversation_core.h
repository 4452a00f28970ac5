// The conversation as a pure state machine: (state, event, time) -> (state, actions). It owns no
// thread, socket, model or clock; the same events give the same actions, so every turn-taking rule
// is tested in virtual time and a recorded trace replays exactly. docs/conversation.md is its
// specification: two small machines (user side, agent voice) and the hold, joined by a coordinator.
//
// Threads: one caller at a time. Copying a core copies the conversation.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dialogue/core_action.h"
#include "dialogue/core_constants.h"
#include "dialogue/core_event.h"
#include "dialogue/item.h"
#include "dialogue/session_config.h"

namespace vivavoce::dialogue {

class Coordinator;

struct CoreOptions {
  SessionConfig session;
  uint64_t id_seed = 0;  // ids are a pure function of it; production seeds it at random
  int output_sample_rate_hz = 24000;
  CoreConstants constants;
  bool reads_turns = false;  // SpeechEngine::ReadsTurns
};

class ConversationCore {
 public:
  explicit ConversationCore(CoreOptions options);
  ConversationCore(const ConversationCore& other);
  ConversationCore& operator=(const ConversationCore& other);
  ConversationCore(ConversationCore&&) noexcept;
  ConversationCore& operator=(ConversationCore&&) noexcept;
  ~ConversationCore();

  // REQUIRES: m_ms never falls between calls. Total: any event in any state is answered by an
  // action or counted as a no-op; none is an error of the caller.
  std::vector<CoreAction> Step(int64_t m_ms, const CoreEvent& event);

  // The monotonic time at which Step(TimePassed) is due; nullopt: nothing is armed.
  std::optional<int64_t> NextDeadline() const;

  // Read-only views, for tests, retrieve and the inspector.
  const std::vector<Item>& items() const;             // the history, in order
  std::vector<HistoryMessage> PromptHistory() const;  // as a reply would see it
  const SessionConfig& session() const;
  std::string StateName() const;  // "Talking/Speaking/Preparing"
  // Input before this audio time will not be asked for again (until KeepItemAudio has been obeyed).
  int64_t NeededFromAudioMs() const;
  // Where in the input what the user may be saying right now begins; nullopt: nobody speaks.
  std::optional<int64_t> HearsFromAudioMs() const;
  // The turn that the client has been told of and that goes on; nullopt: none.
  std::optional<OpenTurn> SpokenTurn() const;
  // Events that came too late or out of place and changed nothing.
  int64_t NumNoOps() const;

 private:
  std::unique_ptr<Coordinator> coordinator_;
};

}  // namespace vivavoce::dialogue
