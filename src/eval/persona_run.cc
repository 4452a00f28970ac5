#include "eval/persona_run.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

#include "dialogue/text_conversation.h"
#include "persona/prompt.h"

namespace vivavoce::eval {
namespace {

Outcome Converse(dialogue::TextConversation& conversation, const TestTurn& turn,
                 const RunOptions& options) {
  Outcome outcome{.turn = turn, .replies = {}, .verdict = {}, .notes = {}, .error = {}};
  dialogue::ReplyRequest request{.persona = options.persona,
                                 .language = turn.language,
                                 .guard = options.guard,
                                 .seed = options.seed};
  for (const std::string& said : turn.turns) {
    auto reply = conversation.Say(request, said);
    if (!reply) {
      outcome.error = reply.error().ToString();
      return outcome;
    }
    outcome.replies.push_back(std::move(reply->text));
    for (dialogue::GuardNote& note : reply->notes) outcome.notes.push_back(std::move(note));
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
  dialogue::CascadeEngine engine(dialogue::TextParts(model, shelf, budget));
  if (options.guard) engine.ReadFacts(*persona);
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
        auto conversation = dialogue::TextConversation::Open(engine);
        if (!conversation) {
          const std::lock_guard lock(telling);
          failure = conversation.error();
          failed = true;
          return;
        }
        for (size_t k = next++; k < turns.size(); k = next++) {
          Outcome outcome = Converse(**conversation, turns[k], options);
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
