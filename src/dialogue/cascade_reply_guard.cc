// The part of CascadeReply that keeps the persona in its character (docs/guard.md): a lead in its
// own words when the turn is an attack, a check of every clause before it may be spoken, and the
// ladder when one fails: again with a reminder, then words of the persona's record. After a lead
// the model may add one sentence of its own, if it is better than the rest of the record's answer.
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
// What the model may add to a lead: a sentence.
constexpr int kTokensAfterLead = 40;

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

bool CascadeReply::BeginWithLead() {
  if (!guard_ || guard_->plan().lead.empty()) return true;
  const persona::GuardPlan& plan = guard_->plan();
  TellGuard(persona::ChoiceName(plan.family), "lead");
  first_token_told_ = true;
  gate_->Tell([&](EngineListener& listener) { listener.OnReplyFirstToken(job_); });
  lead_ = text_ = plan.lead;
  SayWhole(plan.lead);
  if (!plan.goes_on) {
    rest_told_ = true;
    writing_ = Writing::kDone;
    FinishIfDone();
    return false;
  }
  if (hold_ && HoldIsFull()) {
    writing_ = Writing::kPaused;  // Release goes on
    return false;
  }
  return true;
}

void CascadeReply::GuardRequest(llm::GenerateRequest& request) const {
  if (!guard_ || !guard_->checks()) return;
  request.sampling.seed += static_cast<uint32_t>(retries_) * 7919;
  request.sampling.banned_texts = persona::ReplyGuard::BannedTexts(guard_->plays_machine());
  if (guard_->plan().factual && !request_.temperature) {
    request.sampling.temperature = std::min(request.sampling.temperature, kFactualTemperature);
  }
  // A spoken reply is one paragraph; calls of tools are written in several lines.
  if (!tools_) request.sampling.stop.emplace_back("\n");
  if (!lead_.empty()) {
    request.sampling.max_tokens = std::min(request.sampling.max_tokens, kTokensAfterLead);
  }
  // At the end of the prompt: what stands before it stays in the cache.
  if (!lead_.empty() || retries_ > 0 || !guard_->plan().reminder.empty()) {
    request.messages.push_back({llm::ChatRole::kSystem, guard_->Reminder()});
  }
}

void CascadeReply::AddWritten(std::vector<std::string> clauses, bool last) {
  for (std::string& clause : clauses) {
    if (caught_) return;
    if (!lead_.empty()) {
      AddAfterLead(clause);
      continue;
    }
    if (guard_) {
      if (const auto fault = guard_->Check(clause, passed_)) return Catch(*fault);
    }
    passed_ += clause;
    AddClauses({std::move(clause)});
  }
  if (last && guard_ && lead_.empty() && guard_->IsCurt(passed_) && calls_told_ == 0) {
    Catch(persona::ClauseFault::kCurt);
  }
}

// A whole sentence is looked at before any of it is spoken; one is enough.
void CascadeReply::AddAfterLead(std::string_view clause) {
  added_ += clause;
  if (!EndsSentence(added_)) return;
  splitter_.Reset();
  const auto fault = guard_->Check(added_, passed_);
  if (!fault && guard_->IsWorthAdding(added_)) {
    const bool apart = request_.language == Language::kChinese || added_.starts_with(' ');
    SayWhole(apart ? added_ : " " + added_);
    rest_told_ = true;
  } else {
    TellGuard(fault ? persona::FaultName(*fault) : "dull", "rest");
  }
  caught_ = true;  // nothing more is wanted
  if (generating_) chat_->Cancel(generation_);
}

void CascadeReply::Catch(persona::ClauseFault fault) {
  caught_ = true;
  fault_ = fault;
  splitter_.Reset();
  if (generating_) chat_->Cancel(generation_);
}

void CascadeReply::SayRest() {
  if (lead_.empty() || std::exchange(rest_told_, true)) return;
  SayWhole(guard_->plan().rest);
}

bool CascadeReply::RecoverFromFault() {
  if (!caught_ || !fault_) return false;
  const bool curt = fault_ == persona::ClauseFault::kCurt;
  const std::string_view kind = persona::FaultName(*std::exchange(fault_, std::nullopt));
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
    text_ = passed_;
    if (tools_) tools_.emplace(request_.tools_json);
    return true;
  }
  TellGuard(kind, "deflect");
  std::string line = guard_->Deflection(passed_);
  if (!passed_.empty() && request_.language != Language::kChinese) line.insert(0, " ");
  SayWhole(line);
  return false;
}

void CascadeReply::ReplaceEmptyReply() {
  const bool nothing = passed_.find_first_not_of(" \n") == std::string::npos;
  if (!guard_ || !guard_->checks() || !nothing || calls_told_ > 0) return;
  TellGuard("empty", "deflect");
  SayWhole(guard_->Deflection(passed_));
}

}  // namespace vivavoce::dialogue
