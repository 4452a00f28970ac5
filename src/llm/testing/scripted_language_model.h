// A LanguageModel that answers from a script, by the same scheduling rules as the real one
// (batch_planner.h) and the same contract tests.
//
// kManual: nothing happens but in Step() and RunUntilIdle(), on the caller's thread, so that a test
// in virtual time decides when each token arrives. Cancelled jobs report at the next step. A
// session's destructor runs what is left of its callbacks itself. kThread: a worker thread steps as
// fast as it can.
//
// A token is a word with the space before it, an ideograph or a punctuation mark; a prompt is as
// long as the sum of its messages plus one token each. Threads: all methods from any thread; Step
// from one at a time.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "llm/batch_planner.h"
#include "llm/language_model.h"
#include "llm/text_stream.h"

namespace vivavoce::llm {

struct ScriptedReply {
  std::string text;
  std::optional<Error> error;  // ends the reply after its text
};

class ScriptedLanguageModel final : public LanguageModel {
 public:
  enum class Mode { kManual, kThread };
  struct Options {
    Mode mode = Mode::kManual;
    int context_tokens = 4096;
    int max_sessions = 64;
    int prefill_chunk = 64;                 // prompt tokens one step reads
    ScriptedReply otherwise{"I see.", {}};  // when nothing else was scripted
  };

  ScriptedLanguageModel() : ScriptedLanguageModel(Options{}) {}
  explicit ScriptedLanguageModel(Options options);
  ~ScriptedLanguageModel() override;

  // Whenever the last user message is `user_text`; goes before the queue.
  void On(std::string user_text, ScriptedReply reply);
  void Queue(ScriptedReply reply);  // for the next request

  void SetState(std::vector<float> state);  // what later prompts leave behind; none at first

  // One batch: each of its jobs reads a chunk of its prompt or says a token; all callbacks due are
  // run. False when there was nothing to do.
  bool Step();
  int RunUntilIdle();  // how many steps it took

  std::vector<GenerateRequest> requests() const;  // as they were submitted
  std::vector<std::vector<ChatMessage>> prefills() const;
  int open_sessions() const;

  Result<std::unique_ptr<ChatSession>> OpenSession() override;
  int ContextTokens() const override { return options_.context_tokens; }
  Result<int> CountTokens(std::string_view text) const override;
  std::string Name() const override { return "scripted"; }

 private:
  class Session;
  struct Job;
  struct Seat {
    bool open = false;
    std::deque<std::shared_ptr<Job>> jobs;
    std::vector<std::string> cache;
  };
  struct Outgoing {
    int seat;
    std::function<void()> run;
  };

  GenerationId Submit(int seat, std::shared_ptr<Job> job);
  void Cancel(int seat, GenerationId id);
  void Close(int seat);
  ScriptedReply ReplyTo(const GenerateRequest& request);
  bool Advance();
  void AdvanceJob(int seat, size_t tokens);
  void Begin(Seat& seat, int number, Job& job);
  void Finish(int seat, Job& job, FinishReason reason, Error error = {});
  bool RunOutgoing(std::unique_lock<std::mutex>& lock, int only_seat = -1);

  const Options options_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, ScriptedReply> replies_;
  std::deque<ScriptedReply> queue_;
  std::vector<float> state_;
  std::vector<GenerateRequest> requests_;
  std::vector<std::vector<ChatMessage>> prefills_;
  std::vector<Seat> seats_;
  std::deque<Outgoing> outgoing_;
  int running_seat_ = -1;
  std::thread::id running_thread_;
  GenerationId last_id_ = 0;
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace vivavoce::llm
