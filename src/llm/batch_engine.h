// Runs the jobs of all sessions on one decode thread, in shared batches (batch_planner.h), each
// step under a grant of the thread budget.
//
// Urgency of a step: that of its most urgent job.
//   kFirstAudio   a reply until its first clause is out (as text::ClauseSplitter cuts it, at most
//                 urgent_tokens tokens). So the words a listener is waiting for go before the voice
//                 of later clauses, of this conversation or another.
//   kNormal       the rest of a reply. So the voice of a first clause goes before words not yet
//   needed. kSpeculative  prefills and speculative replies.
//
// Cancelling is immediate for the caller's side: on_done is posted at once, the step under way is
// aborted if nobody else needs it, and otherwise its share of it is thrown away. A step of prefills
// or of a speculative reply is also aborted, to be done again later, when a reply of another
// session comes in. Threads: all methods from any thread; callbacks run on the engine's callback
// thread.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#include "llm/batch_decoder.h"
#include "llm/callback_thread.h"
#include "llm/generation_job.h"
#include "runtime/thread_budget.h"

namespace vivavoce::llm {

class BatchEngine {
 public:
  // `vocabulary` and `budget` must outlive it.
  BatchEngine(BatchDecoder decoder, const LlamaConfig& config, const Vocabulary& vocabulary,
              ChatTemplate chat_template, runtime::ThreadBudget& budget);
  ~BatchEngine();  // cancels what is left

  Result<int> OpenSession();  // a number; kUnavailable when max_sessions are open
  // Cancels the session's jobs; no callback of theirs runs after it returned.
  void CloseSession(int session);
  GenerationId Submit(int session, GenerationJobPtr job);
  void Cancel(int session, GenerationId id);

 private:
  struct Session {
    bool open = false;
    bool forget = false;   // closed: its cells are to be freed
    bool started = false;  // its first prompt was read
    std::deque<GenerationJobPtr> jobs;
  };
  struct Step {  // jobs[i] is whose shares[i] is
    std::vector<DecodeShare> shares;
    std::vector<GenerationJobPtr> jobs;
    std::vector<bool> busy;
    JobRank rank = JobRank::kSpeculativeReply;
  };

  void Run();
  bool HasWork() const;
  void DropFinished();
  void PrepareJobs(std::unique_lock<std::mutex>& lock);
  std::vector<PlannedJob> PlannedJobs() const;
  runtime::Urgency StepUrgency() const;
  Step TakeStep();
  void TakeShare(const BatchShare& planned, Step& step);
  void RunStep(Step& step, int threads);
  void Record(const DecodeShare& share, const GenerationJobPtr& job);
  void TellReading(Session& session);
  void TellStates(const Step& step);
  void Speak(int session, const GenerationJobPtr& job, llama_token token);
  void Finish(int session, const GenerationJobPtr& job, FinishReason reason, Error error = {});
  static bool ShouldAbort(void* engine);

  const LlamaConfig config_;
  const Vocabulary& vocabulary_;
  ChatTemplate template_;
  runtime::ThreadBudget& budget_;
  BatchDecoder decoder_;        // decode thread only
  const Step* step_ = nullptr;  // decode thread only, where the abort callback runs too
  std::atomic<bool> preempted_ = false;
  CallbackThread callbacks_;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<Session> sessions_;
  GenerationId last_id_ = 0;
  std::optional<std::pair<JobRank, int>> running_;  // rank and, if it is one, session of the step
  std::atomic<bool> stop_ = false;
  std::thread thread_;
};

}  // namespace vivavoce::llm
