// The part of CascadeReply that keeps the persona in its character (docs/guard.md): an answer in its
// own words when the turn is an attack, by the rules at once, by the language model's state when it
// has read the turn; a check of every clause before it may be spoken; and the ladder when one fails:
// again with a reminder, then words of the persona's record.
#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "dialogue/cascade_reply.h"
#include "runtime/logging.h"

namespace vivavoce::dialogue {
namespace {

constexpr int kMostRetries = 1;
constexpr float kFactualTemperature = 0.2f;

bool EndsSentence(std::string_view text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '"')) text.remove_suffix(1);
  for (const std::string_view mark : {".", "!", "?", "。", "！", "？", "…", "~", "～", "”"}) {
    if (text.ends_with(mark)) return true;
  }
  return false;
}

}  // namespace

void CascadeReply::TellGuard(std::string_view kind, std::string_view action) {
  const GuardNote note{.kind = std::string(kind), .action = std::string(action)};
  // Not what was said: that is between the two of them.
  const bool safety = guard_ && persona::IsSafety(guard_->plan().family);
  runtime::Log(safety ? runtime::LogLevel::kWarning : runtime::LogLevel::kDebug,
               safety ? "safety" : "guard",
               {{"job", job_}, {"kind", kind}, {"action", action}});
  gate_->Tell([&](EngineListener& listener) { listener.OnReplyGuard(job_, note); });
  if (shared_->parts.on_guard) shared_->parts.on_guard(note);
}

void CascadeReply::SayWhole(std::string_view text) {
  passed_ += text;
  std::vector<std::string> clauses = splitter_.Push(text);
  std::ranges::move(splitter_.Flush(), std::back_inserter(clauses));
  AddClauses(std::move(clauses));
}

bool CascadeReply::AnswerAttack() {
  if (!guard_ || guard_->plan().answer.empty()) return false;
  awaits_state_ = shared_->parts.turn_probe && guard_->MayBeDoubted();
  if (awaits_state_) return false;
  SayAnswer();
  writing_ = Writing::kDone;
  FinishIfDone();
  return true;
}

void CascadeReply::SayAnswer() {
  const persona::GuardPlan& plan = guard_->plan();
  TellGuard(plan.is_fact ? kFactNote : persona::ChoiceName(plan.family), "answer");
  if (!std::exchange(first_token_told_, true)) {
    gate_->Tell([&](EngineListener& listener) { listener.OnReplyFirstToken(job_); });
  }
  text_ = guard_->plan().answer;
  SayWhole(text_);
}

bool CascadeReply::WantsState() const {
  return shared_->parts.turn_probe && guard_ && guard_->checks() && guard_->HasTurn() &&
         text_.empty() && retries_ == 0 && !words_read_;
}

// The probe knows turns as they are written, at the end of the prompt. What else stands there (a
// reminder, the lorebook, how it was said) would be read as part of them: "my name is Peter (much lower
// in pitch than usual)" passed for an attack. So the words are read alone first. All but the last few
// tokens are in the cache then. A probe that was trained with tones needs that only where it is unsure.
bool CascadeReply::ReadsWordsFirst() const {
  if (!WantsState() || request_.must_call) return false;
  const bool toned =
      !request_.history.back().tone.empty() && !shared_->parts.turn_probe->knows_tones();
  return toned || !lore_.empty() || !guard_->plan().reminder.empty();
}

void CascadeReply::ReadWords() {
  ReplyRequest words = request_;
  words.history.back().tone.clear();
  llm::GenerateRequest request;
  request.messages = Prompt(words, {});
  request.sampling.max_tokens = 1;
  {
    const std::lock_guard lock(mutex_);
    if (finished_) return;
    generating_ = std::make_shared<ComputingToken>(shared_);
  }
  llm::GenerationCallbacks callbacks = Callbacks();
  callbacks.on_text = nullptr;
  callbacks.on_state = [self = shared_from_this()](std::span<const float> state) {
    self->OnState(state, /*words_alone=*/true);
  };
  callbacks.on_done = [self = shared_from_this()](const llm::GenerationResult& result) {
    self->OnWordsRead(result);
  };
  Run(std::move(request), std::move(callbacks));
}

void CascadeReply::OnWordsRead(const llm::GenerationResult& result) {
  LogGeneration("generate.words", job_, result);
  {
    const std::lock_guard lock(mutex_);
    generating_.reset();
    words_read_ = true;
    if (finished_) return;
    if (result.reason == llm::FinishReason::kError) return Finish(ReplyEnd::kFailed, result.error);
    if (std::exchange(awaits_state_, false)) AnswerInsteadOfModel();  // it tells none
    if (caught_) {
      usage_.input_text = result.prompt_tokens;
      usage_.input_cached = result.cached_tokens;
      writing_ = Writing::kDone;
      FinishIfDone();
      return;
    }
  }
  Generate();
}

void CascadeReply::OnState(std::span<const float> state, bool words_alone) {
  const std::lock_guard lock(mutex_);
  if (finished_) return;
  TellTurnRead(state);
  if (caught_ || !WantsState()) return;
  const persona::TurnProbe& probe = *shared_->parts.turn_probe;
  const bool toned = !request_.history.back().tone.empty() && !words_alone;
  if (toned && !request_.must_call && guard_->IsUnsure(probe, state)) {
    caught_ = rereads_ = true;
    return chat_->Cancel(generation_);
  }
  awaits_state_ = false;
  const auto fact = shared_->facts.Find(persona_, request_.language, request_.history.back().text,
                                        state);
  if (guard_->ReadState(probe, state, fact)) AnswerInsteadOfModel();
}

// REQUIRES: lock held. What the model writes is not wanted.
void CascadeReply::AnswerInsteadOfModel() {
  caught_ = true;
  if (generating_) chat_->Cancel(generation_);
  SayAnswer();
}

void CascadeReply::GuardRequest(llm::GenerateRequest& request) const {
  if (!guard_ || !guard_->checks()) return;
  request.sampling.seed += static_cast<uint32_t>(retries_) * 7919;
  request.sampling.banned_texts = persona::ReplyGuard::BannedTexts(guard_->plays_machine());
  for (const auto* texts : {&guard_->plan().catchphrases.spared, &guard_->plan().said}) {
    std::ranges::copy(*texts, std::back_inserter(request.sampling.banned_texts));
  }
  if (guard_->plan().factual && !request_.temperature) {
    request.sampling.temperature = std::min(request.sampling.temperature, kFactualTemperature);
  }
  // A spoken reply is one paragraph; calls of tools are written in several lines.
  if (!tools_) request.sampling.stop.emplace_back("\n");
  // At the end of the prompt: what stands before it stays in the cache.
  if (retries_ > 0 || !guard_->plan().reminder.empty()) {
    request.messages.push_back(
        {llm::ChatRole::kSystem, retries_ > 0 ? guard_->RetryReminder() : guard_->Reminder()});
  }
}

void CascadeReply::AddWritten(std::vector<std::string> clauses, bool last) {
  if (last && clauses.empty() && !apology_.empty()) clauses.emplace_back();  // it is all there is
  for (std::string& written : clauses) {
    if (caught_) return;
    std::string clause = std::exchange(apology_, {}) + written;
    if (guard_) {
      if (passed_.empty()) clause = guard_->WithoutReadiness(clause);
      if (clause.empty() && !written.empty()) continue;
      if (passed_.empty() && !last && persona::ReplyGuard::IsOnlyApology(clause)) {
        apology_ = std::move(clause);
        continue;
      }
      if (const auto fault = guard_->Check(clause, passed_)) return Catch(*fault);
    }
    if (guard_ && passed_.empty() && !clause.empty()) {
      if (const std::string& phrase = guard_->plan().catchphrases.first; !phrase.empty()) {
        passed_ += phrase;
        AddClauses({phrase});
      }
    }
    passed_ += clause;
    AddClauses({std::move(clause)});
  }
  if (last && guard_ && guard_->IsCurt(passed_) && calls_told_ == 0) {
    Catch(persona::ClauseFault::kCurt);
  }
}

void CascadeReply::Catch(persona::ClauseFault fault) {
  caught_ = true;
  fault_ = fault;
  splitter_.Reset();
  if (generating_) chat_->Cancel(generation_);
}

bool CascadeReply::RecoverFromFault() {
  if (!caught_ || !fault_) return false;
  const persona::ClauseFault fault = *std::exchange(fault_, std::nullopt);
  const bool curt = fault == persona::ClauseFault::kCurt;
  const std::string_view kind = persona::FaultName(fault);
  const bool enough = curt ? retries_ > 0 && guard_->plan().family == persona::TurnFamily::kNone
                           : EndsSentence(passed_);
  if (!passed_.empty() && enough) {
    TellGuard(kind, "end");
    return false;
  }
  if (retries_ < kMostRetries) {
    ++retries_;
    TellGuard(kind, "retry");
    caught_ = false;
    apology_.clear();
    text_ = passed_;
    if (tools_) tools_.emplace(request_.tools_json);
    return true;
  }
  TellGuard(kind, "deflect");
  std::string line = guard_->Deflection(passed_, fault);
  if (!passed_.empty() && request_.language != Language::kChinese) line.insert(0, " ");
  SayWhole(line);
  return false;
}

void CascadeReply::ReplaceEmptyReply() {
  const bool nothing = passed_.find_first_not_of(" \n") == std::string::npos;
  if (!guard_ || !guard_->checks() || !nothing || calls_told_ > 0) return;
  TellGuard("empty", "deflect");
  SayWhole(guard_->Deflection(passed_, std::nullopt));
}

}  // namespace vivavoce::dialogue
