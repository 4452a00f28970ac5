// A Conversation without engine: it acknowledges what it is asked and answers response.create with
// one spoken reply. For tests of the server.
// Threads  as dialogue::Conversation.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

#include "dialogue/conversation.h"
#include "realtime/server_hooks.h"
#include "runtime/clock.h"
#include "runtime/thread_executor.h"

namespace vivavoce::realtime {

// What the fakes of one server saw, and how they behave. Outlives them.
struct FakeStage {
  std::atomic<int> alive = 0;
  std::atomic<int> made = 0;
  std::atomic<int64_t> samples = 0;
  std::atomic<double> queued_input_seconds = 0;
  std::atomic<int> reply_seconds = 1;  // of sound
  std::atomic<bool> fails = false;     // no conversation can be made

  ConversationFactory Factory();
};

class FakeConversation final : public dialogue::Conversation {
 public:
  FakeConversation(FakeStage& stage, dialogue::ConversationListener& listener);
  ~FakeConversation() override;

  void Handle(dialogue::ClientEvent event) override;
  void AppendAudio(std::vector<float> samples, int sample_rate_hz) override;
  double QueuedInputSeconds() const override { return stage_.queued_input_seconds; }

 private:
  void Answer(const dialogue::ClientEvent& event);
  void Speak(const dialogue::CreateResponse& request);

  FakeStage& stage_;
  dialogue::ConversationListener& listener_;
  int next_response_ = 1;
  runtime::SystemClock clock_;
  runtime::ThreadExecutor executor_{clock_};  // last: its tasks use the rest
};

}  // namespace vivavoce::realtime
