#include "eval/persona_run.h"

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

#include "dialogue/cascade_engine.h"
#include "persona/prompt.h"

namespace vivavoce::eval {
namespace {

// Nobody speaks in a test in text.
class DeafDetector final : public hearing::VoiceActivityDetector {
 public:
  Result<float> Push(std::span<const float>) override { return 0.0f; }
  void Reset() override {}
};

// One reply at a time, waited for.
class Desk final : public dialogue::EngineListener {
 public:
  struct Reply {
    std::string text;
    std::vector<dialogue::GuardNote> notes;
    dialogue::ReplyResult result;
  };

  Reply Wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return done_; });
    done_ = false;
    return std::exchange(reply_, {});
  }

  void OnReplyClause(dialogue::JobId, dialogue::ReplyClause clause) override {
    const std::lock_guard lock(mutex_);
    reply_.text += clause.text;
  }
  void OnReplyGuard(dialogue::JobId, const dialogue::GuardNote& note) override {
    const std::lock_guard lock(mutex_);
    reply_.notes.push_back(note);
  }
  void OnReplyDone(dialogue::JobId, dialogue::ReplyResult result) override {
    const std::lock_guard lock(mutex_);
    reply_.result = std::move(result);
    done_ = true;
    changed_.notify_one();
  }
  void OnTranscript(dialogue::JobId, Result<hearing::Transcript>) override {}
  void OnTurnScore(dialogue::JobId, Result<float>) override {}
  void OnReplyFirstToken(dialogue::JobId) override {}
  void OnReplyFirstClause(dialogue::JobId) override {}
  void OnReplyFunctionCall(dialogue::JobId, dialogue::FunctionCall) override {}

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool done_ = false;
  Reply reply_;
};

std::string Trim(std::string text) {
  const size_t begin = text.find_first_not_of(" \n");
  if (begin == std::string::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \n") - begin + 1);
}

Outcome Converse(dialogue::EngineSession& session, Desk& desk, const TestTurn& turn,
                 const RunOptions& options, dialogue::JobId& job) {
  Outcome outcome{.turn = turn, .replies = {}, .verdict = {}, .notes = {}, .error = {}};
  dialogue::ReplyRequest request{.persona = options.persona,
                                 .language = turn.language,
                                 .modality = dialogue::Modality::kText,
                                 .guard = options.guard,
                                 .seed = options.seed};
  for (const std::string& said : turn.turns) {
    request.history.push_back({dialogue::ItemRole::kUser, said});
    session.StartReply(++job, request, /*hold=*/false);
    Desk::Reply reply = desk.Wait();
    if (reply.result.end == dialogue::ReplyEnd::kFailed) {
      outcome.error = reply.result.error.ToString();
      return outcome;
    }
    outcome.replies.push_back(Trim(std::move(reply.text)));
    for (dialogue::GuardNote& note : reply.notes) outcome.notes.push_back(std::move(note));
    request.history.push_back({dialogue::ItemRole::kAssistant, outcome.replies.back()});
  }
  return outcome;
}

}  // namespace

Result<std::vector<Outcome>> RunPersona(
    llm::LanguageModel& model, const persona::PersonaLibrary& personas,
    runtime::ThreadBudget& budget, const std::vector<TestTurn>& turns, const RunOptions& options,
    const std::function<void(const Outcome&)>& on_outcome) {
  const persona::Persona* persona = personas.Find(options.persona);
  if (!persona) {
    return Fail(Error::NotFound("there is no persona '" + options.persona + "'", "--persona"));
  }
  if (options.conversations < 1 || options.conversations > 64) {
    return Fail(Error::InvalidArgument("must be from 1 to 64", "--conversations"));
  }
  const persona::PersonaShelf shelf(personas);
  dialogue::CascadeEngine engine(dialogue::CascadeParts{
      .make_voice_activity_detector =
          []() -> Result<std::unique_ptr<hearing::VoiceActivityDetector>> {
        return std::make_unique<DeafDetector>();
      },
      .language_model = &model,
      .personas = &shelf,
      .budget = &budget,
      .segmenter = nullptr,
  });
  const auto scorer = [&](Language language) {
    return PersonaScorer(*persona, persona::RenderPrompt(*persona, "", language).system);
  };
  const PersonaScorer english = scorer(Language::kEnglish);
  const PersonaScorer chinese = scorer(Language::kChinese);

  std::vector<Outcome> outcomes(turns.size());
  std::mutex telling;
  Error failure;
  bool failed = false;
  std::atomic<size_t> next = 0;
  {
    std::vector<std::jthread> people;
    for (int i = 0; i < options.conversations; ++i) {
      people.emplace_back([&] {
        Desk desk;
        auto session = engine.OpenSession(desk);
        if (!session) {
          const std::lock_guard lock(telling);
          failure = session.error();
          failed = true;
          return;
        }
        dialogue::JobId job = 0;
        for (size_t k = next++; k < turns.size(); k = next++) {
          Outcome outcome = Converse(**session, desk, turns[k], options, job);
          const PersonaScorer& judge =
              turns[k].language == Language::kChinese ? chinese : english;
          if (outcome.error.empty()) {
            outcome.verdict = options.attacks ? judge.Score(turns[k], outcome.replies.back())
                                              : judge.ScoreBenign(turns[k], outcome.replies.back());
          }
          const std::lock_guard lock(telling);
          if (on_outcome) on_outcome(outcome);
          outcomes[k] = std::move(outcome);
        }
      });
    }
  }
  if (failed) return Fail(failure);
  return outcomes;
}

}  // namespace vivavoce::eval
