#include "dialogue/text_conversation.h"

#include <condition_variable>
#include <mutex>
#include <span>
#include <utility>

#include "text/trim.h"

namespace vivavoce::dialogue {
namespace {

class DeafDetector final : public hearing::VoiceActivityDetector {
 public:
  Result<float> Push(std::span<const float>) override { return 0.0f; }
  void Reset() override {}
};

// Collects one reply at a time.
class Desk final : public EngineListener {
 public:
  struct Outcome {
    TextConversation::Reply reply;
    ReplyResult result;
  };

  Outcome Wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return done_; });
    done_ = false;
    return std::exchange(outcome_, {});
  }

  void OnReplyClause(JobId, ReplyClause clause) override {
    const std::lock_guard lock(mutex_);
    outcome_.reply.text += clause.text;
  }
  void OnReplyGuard(JobId, const GuardNote& note) override {
    const std::lock_guard lock(mutex_);
    outcome_.reply.notes.push_back(note);
  }
  void OnReplyDone(JobId, ReplyResult result) override {
    const std::lock_guard lock(mutex_);
    outcome_.result = std::move(result);
    done_ = true;
    changed_.notify_one();
  }
  void OnTranscript(JobId, Result<hearing::Transcript>) override {}
  void OnTurnScore(JobId, Result<float>) override {}
  void OnReplyFirstToken(JobId) override {}
  void OnReplyFirstClause(JobId) override {}
  void OnReplyFunctionCall(JobId, FunctionCall) override {}

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool done_ = false;
  Outcome outcome_;
};

class EngineConversation final : public TextConversation {
 public:
  Status Begin(SpeechEngine& engine) {
    auto session = engine.OpenSession(desk_);
    if (!session) return Fail(session.error());
    session_ = std::move(*session);
    return {};
  }

  Result<Reply> Say(ReplyRequest& request, std::string_view said) override {
    request.modality = Modality::kText;
    request.history.push_back({ItemRole::kUser, std::string(said)});
    session_->StartReply(++job_, request, /*hold=*/false);
    Desk::Outcome outcome = desk_.Wait();
    if (outcome.result.end == ReplyEnd::kFailed) return Fail(outcome.result.error);
    outcome.reply.text = std::string(text::Trim(outcome.reply.text));
    request.history.push_back({ItemRole::kAssistant, outcome.reply.text});
    return std::move(outcome.reply);
  }

 private:
  Desk desk_;  // outlives the session
  std::unique_ptr<EngineSession> session_;
  JobId job_ = 0;
};

}  // namespace

CascadeParts TextParts(llm::LanguageModel& model, const persona::PersonaShelf& personas,
                       runtime::ThreadBudget& budget) {
  return CascadeParts{
      .make_voice_activity_detector =
          []() -> Result<std::unique_ptr<hearing::VoiceActivityDetector>> {
        return std::make_unique<DeafDetector>();
      },
      .language_model = &model,
      .personas = &personas,
      .budget = &budget,
      .segmenter = nullptr,
      .turn_probe = persona::TurnProbe::For(model.Name()),
      .turn_likeness = persona::TurnLikeness::For(model.Name()),
  };
}

Result<std::unique_ptr<TextConversation>> TextConversation::Open(SpeechEngine& engine) {
  auto conversation = std::make_unique<EngineConversation>();
  if (const Status begun = conversation->Begin(engine); !begun) return Fail(begun.error());
  return conversation;
}

}  // namespace vivavoce::dialogue
