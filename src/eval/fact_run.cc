#include "eval/fact_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <set>
#include <thread>

#include "dialogue/text_conversation.h"

namespace vivavoce::eval {
namespace {

bool IsTold(const FactOutcome& outcome) {
  return std::ranges::any_of(outcome.notes, [](const dialogue::GuardNote& note) {
    return note.kind == dialogue::kFactNote;
  });
}

}  // namespace

Result<std::vector<FactOutcome>> RunFacts(
    llm::LanguageModel& model, const persona::PersonaLibrary& personas,
    runtime::ThreadBudget& budget, const std::vector<FactQuestion>& questions,
    const FactRunOptions& options, const std::function<void(const FactOutcome&)>& on_outcome) {
  if (options.conversations < 1 || options.conversations > 64) {
    return Fail(Error::InvalidArgument("must be from 1 to 64", "--conversations"));
  }
  const persona::PersonaShelf shelf(personas);
  dialogue::CascadeEngine engine(dialogue::TextParts(model, shelf, budget));
  std::set<std::string> asked;
  for (const FactQuestion& question : questions) {
    if (options.guard && asked.insert(question.persona).second) {
      engine.ReadFacts(*personas.Find(question.persona));
    }
  }
  std::vector<FactOutcome> outcomes(questions.size());
  std::mutex telling;
  Error failure;
  bool failed = false;
  std::atomic<size_t> next = 0;
  const auto ask = [&](dialogue::TextConversation& conversation, size_t k) -> Status {
    const FactQuestion& question = questions[k];
    dialogue::ReplyRequest request{.persona = question.persona,
                                   .language = question.language,
                                   .guard = options.guard,
                                   .seed = options.seed};
    auto reply = conversation.Say(request, question.question);
    if (!reply) return vivavoce::Fail(reply.error());
    FactOutcome outcome{
        .question = question, .reply = std::move(reply->text), .notes = std::move(reply->notes)};
    outcome.right = AnswersRightly(question, outcome.reply);
    const std::lock_guard lock(telling);
    if (on_outcome) on_outcome(outcome);
    outcomes[k] = std::move(outcome);
    return {};
  };
  {
    std::vector<std::jthread> people;
    for (int i = 0; i < options.conversations; ++i) {
      people.emplace_back([&] {
        auto conversation = dialogue::TextConversation::Open(engine);
        Status held = conversation ? Status() : Status(vivavoce::Fail(conversation.error()));
        for (size_t k = next++; held && k < questions.size(); k = next++) {
          held = ask(**conversation, k);
        }
        if (held) return;
        const std::lock_guard lock(telling);
        failure = held.error();
        failed = true;
      });
    }
  }
  if (failed) return Fail(failure);
  return outcomes;
}

std::vector<FactRate> FactRates(const std::vector<FactOutcome>& outcomes) {
  std::vector<FactRate> rates;
  const auto count = [&](const std::string& group, const FactOutcome& outcome) {
    auto rate = std::ranges::find(rates, group, &FactRate::group);
    if (rate == rates.end())
      rate = rates.insert(rates.end(), {.group = group, .right = {}, .told = {}});
    ++rate->right.of;
    ++rate->told.of;
    rate->right.count += outcome.right ? 1 : 0;
    rate->told.count += IsTold(outcome) ? 1 : 0;
  };
  const auto by = [&](const std::function<std::string(const FactOutcome&)>& group) {
    for (const FactOutcome& outcome : outcomes) count(group(outcome), outcome);
  };
  by([](const FactOutcome&) { return "all"; });
  by([](const FactOutcome& o) { return o.question.kind; });
  by([](const FactOutcome& o) {
    return fmt::format("{} {}", LanguageCode(o.question.language), o.question.kind);
  });
  by([](const FactOutcome& o) { return o.question.persona; });
  return rates;
}

std::string FactReport(const std::vector<FactOutcome>& outcomes) {
  std::string text = fmt::format("{:<20} {:<34} {}\n", "group", "right (95 % interval)", "told");
  for (const FactRate& rate : FactRates(outcomes)) {
    text += fmt::format("{:<20} {:5.1f} % [{:5.1f}, {:5.1f}] {:>4}/{:<4}   {}\n", rate.group,
                        100 * rate.right.share(), 100 * rate.right.low(), 100 * rate.right.high(),
                        rate.right.count, rate.right.of, rate.told.count);
  }
  return text;
}

nlohmann::ordered_json FactJson(const std::vector<FactOutcome>& outcomes) {
  nlohmann::ordered_json report{{"evaluation", "facts"},
                                {"rates", nlohmann::ordered_json::object()}};
  for (const FactRate& rate : FactRates(outcomes)) {
    report["rates"][rate.group] = {{"right", ToJson(rate.right)}, {"told", ToJson(rate.told)}};
  }
  report["answers"] = nlohmann::ordered_json::array();
  for (const FactOutcome& outcome : outcomes) {
    report["answers"].push_back({{"persona", outcome.question.persona},
                                 {"language", LanguageCode(outcome.question.language)},
                                 {"kind", outcome.question.kind},
                                 {"question", outcome.question.question},
                                 {"record", outcome.question.answer},
                                 {"reply", outcome.reply},
                                 {"told", IsTold(outcome)},
                                 {"right", outcome.right}});
  }
  return report;
}

}  // namespace vivavoce::eval
