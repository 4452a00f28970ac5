// One reply on its way through the cascade: tokens -> clauses -> sound -> listener. Private to the
// cascade_*.cc files.
//
// Threads: Start, Release and Abort on the conversation's executor; tokens arrive on the language
// model's thread and sound is made on the speaking worker. One mutex guards the state; it is never
// held while a model computes. The gate is told in order and ends with exactly one OnReplyDone.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/cancellation.h"
#include "dialogue/cascade_shared.h"
#include "dialogue/engine_gate.h"
#include "dialogue/reply.h"
#include "dialogue/tool_calls.h"
#include "persona/reply_guard.h"
#include "text/clause_splitter.h"
#include "text/speech_markup.h"

namespace vivavoce::dialogue {

class CascadeReply : public std::enable_shared_from_this<CascadeReply> {
 public:
  // A held reply goes this far and waits.
  static constexpr int kHeldClauses = 2;
  static constexpr int64_t kHeldSamples = 3 * speaking::kSpeechSampleRateHz;

  // `chat` must outlive the last callback (the session destroys it first).
  CascadeReply(std::shared_ptr<CascadeEngine::Shared> shared, std::shared_ptr<EngineGate> gate,
               uint64_t owner, JobId job, ReplyRequest request, const persona::Persona& persona,
               bool hold);

  // As EngineSession::SpeakOpener. Not the one that was `last` said, if there is another; returns
  // what is said, "" for nothing.
  std::string SpeakOpener(std::string_view last);
  void PrepareOpeners();  // for this and later replies like it
  void Start(llm::ChatSession& chat);
  void Release();
  void Abort();
  bool done() const;

 private:
  struct Clause {
    std::string text;         // as it is shown: written, with its spaces, without directions
    text::MarkedText speech;  // what is said, and how
  };

  void Generate();  // REQUIRES: lock not held
  std::vector<llm::ChatMessage> Prompt(const ReplyRequest& request, std::string_view lore) const;
  // What is the same for every generation of this reply.
  llm::GenerationCallbacks Callbacks();
  void Run(llm::GenerateRequest request, llm::GenerationCallbacks callbacks);
  void TellProgress();
  void OnState(std::span<const float> state, bool words_alone);
  bool WantsTurnRead() const;                       // REQUIRES: lock held
  void TellTurnRead(std::span<const float> state);  // REQUIRES: lock held
  void OnText(std::string_view piece);
  void OnGenerated(const llm::GenerationResult& result);
  bool EndGeneration(llm::FinishReason reason);  // REQUIRES: lock held; true: generate again
  std::string TakeCalls(ToolCallFilter::Output output);  // REQUIRES: lock held; its words
  void BeginCall();                                      // REQUIRES: lock held
  bool RetryFailedCall();  // REQUIRES: lock held; true: generate again
  // cascade_reply_guard.cc. REQUIRES: lock held.
  bool AnswerAttack();  // true: the reply is the record's, and the language model is not asked
  void SayAnswer();
  bool WantsState() const;
  bool ReadsWordsFirst() const;
  void ReadWords();  // REQUIRES: lock not held
  void OnWordsRead(const llm::GenerationResult& result);
  void AnswerInsteadOfModel();
  void SayWhole(std::string_view text);           // words of the persona's record
  // Those that pass the guard. `last`: nothing comes after.
  void AddWritten(std::vector<std::string> clauses, bool last = false);
  void Catch(persona::ClauseFault fault);
  bool RecoverFromFault();                        // true: generate again
  void ReplaceEmptyReply();
  void TellGuard(std::string_view kind, std::string_view action);
  void GuardRequest(llm::GenerateRequest& request) const;  // reminder, bans, limits
  void AddClauses(std::vector<std::string> clauses);     // REQUIRES: lock held
  void AddClosingSound();                                // REQUIRES: lock held; (sighs) at the end
  void SpeakNext();                                   // REQUIRES: lock held
  // On the speaking worker. `announced`: its place before the words that come next.
  void Speak(const Clause& clause, std::shared_ptr<const void> announced);
  runtime::Urgency UrgencyOfClause() const;  // REQUIRES: lock held; of the last one given
  ReplyActing ActingOf(const Clause& clause, Language language);  // REQUIRES: lock held
  void TellStyle() const;                             // REQUIRES: lock held
  void FinishIfDone();                                // REQUIRES: lock held
  void Finish(ReplyEnd end, Error error = {});        // REQUIRES: lock held
  bool HoldIsFull() const;                            // REQUIRES: lock held
  std::string VoiceFor(Language language) const;
  float Speed() const { return request_.speed * persona_.voice.speed; }

  const std::shared_ptr<CascadeEngine::Shared> shared_;
  const std::shared_ptr<EngineGate> gate_;
  const uint64_t owner_;
  const JobId job_;
  const ReplyRequest request_;
  const persona::Persona persona_;
  const bool audio_;
  const std::string lore_;
  llm::ChatSession* chat_ = nullptr;
  CancellationToken cancel_;

  mutable std::mutex mutex_;
  bool hold_;
  bool finished_ = false;
  // Language model side.
  enum class Writing { kRunning, kPausing, kPaused, kDone } writing_ = Writing::kRunning;
  llm::GenerationId generation_ = 0;
  std::shared_ptr<ComputingToken> generating_;
  std::string text_;  // written so far
  int tokens_written_ = 0;
  bool cut_by_client_limit_ = false;
  std::optional<ToolCallFilter> tools_;  // when the reply may call some
  int calls_told_ = 0;
  bool call_retried_ = false;
  bool first_token_told_ = false;
  bool turn_read_told_ = false;
  text::ClauseSplitter splitter_;
  // Guard.
  std::optional<persona::ReplyGuard> guard_;
  std::string apology_;  // "I'm sorry," waits for what it is about
  std::string passed_;   // what may be spoken: the record's answer, or clauses that were checked
  bool words_read_ = false;    // alone, and their state was told, if the model tells any
  bool rereads_ = false;       // that with the tone left it open: the words alone are read next
  bool awaits_state_ = false;  // the guard's answer, for what the model's state tells of the turn
  bool caught_ = false;  // in this generation; what comes after is thrown away
  std::optional<persona::ClauseFault> fault_;
  int retries_ = 0;
  text::MarkupReader markup_;
  // Voice side.
  std::deque<Clause> clauses_;  // to be spoken
  bool speaking_ = false;
  int clauses_given_ = 0;  // to the voice
  int silence_before_ms_ = 0;  // that the last clause ended with
  std::string unspoken_;   // text with nothing to say, given with the next clause
  std::string voice_;      // chosen at the first clause, kept for the reply
  size_t text_told_ = 0;   // bytes
  int64_t samples_told_ = 0;
  bool scene_told_ = false;
  std::optional<std::chrono::steady_clock::time_point> opened_;  // when its opener was asked for
  TokenUsage usage_;
};

}  // namespace vivavoce::dialogue
