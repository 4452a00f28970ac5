#include "eval/talk_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

#include "dialogue/text_conversation.h"
#include "eval/fact_questions.h"
#include "eval/persona_scorer.h"
#include "eval/set_lines.h"
#include "persona/prompt.h"

namespace vivavoce::eval {
namespace {

constexpr std::string_view kFact = "{fact}";
constexpr size_t kThird = 10;  // turns

// Those of one language, in the order of the record but its name; other words where there are some.
std::vector<FactQuestion> Askable(const persona::Persona& persona, Language language,
                                  const std::vector<FactQuestion>& in_other_words) {
  std::vector<FactQuestion> askable;
  for (const FactQuestion& question : in_other_words) {
    if (question.persona == persona.id && question.language == language)
      askable.push_back(question);
  }
  if (!askable.empty()) return askable;
  for (FactQuestion& question : QuestionsOf(persona)) {
    if (question.language == language) askable.push_back(std::move(question));
  }
  return askable;
}

class Talker {
 public:
  Talker(const persona::Persona& persona, const Talk& talk, std::vector<FactQuestion> askable,
         const TalkRunOptions& options)
      : persona_(persona),
        talk_(talk),
        askable_(std::move(askable)),
        scorer_(persona, persona::RenderPrompt(persona, "", talk.language).system),
        next_(std::hash<std::string>()(talk.id) % 7),  // other talks ask other things
        request_{.persona = persona.id,
                 .language = talk.language,
                 .guard = options.guard,
                 .seed = options.seed} {}

  Result<TalkOutcome> Hold(dialogue::TextConversation& conversation) {
    TalkOutcome outcome{.persona = persona_.id, .talk = talk_};
    for (const persona::Catchphrase& phrase : persona_.habits.catchphrases) {
      outcome.catchphrases_set += phrase.frequency;
    }
    for (const std::string& line : talk_.turns) {
      TalkTurn turn{.said = line};
      turn.asks_fact = line == kFact && !askable_.empty();
      const FactQuestion* asked = turn.asks_fact ? &askable_[next_++ % askable_.size()] : nullptr;
      if (asked) turn.said = asked->question;
      auto reply = conversation.Say(request_, turn.said);
      if (!reply) return Fail(reply.error());
      turn.reply = std::move(reply->text);
      turn.notes = std::move(reply->notes);
      turn.style = persona::ReadStyle(persona_, talk_.language, turn.reply, said_);
      turn.reasons =
          scorer_.ScoreBenign({.language = talk_.language, .turns = {turn.said}}, turn.reply)
              .reasons;
      turn.right = asked && AnswersRightly(*asked, turn.reply);
      said_ += turn.reply + "\n";
      outcome.turns.push_back(std::move(turn));
    }
    return outcome;
  }

 private:
  const persona::Persona& persona_;
  const Talk& talk_;
  const std::vector<FactQuestion> askable_;
  const PersonaScorer scorer_;
  size_t next_;
  dialogue::ReplyRequest request_;
  std::string said_;
};

void Add(TalkRate& rate, const TalkOutcome& outcome, const TalkTurn& turn) {
  const auto count = [](Proportion& p, bool hit) {
    ++p.of;
    p.count += hit ? 1 : 0;
  };
  const auto& strays = turn.style.strays;
  count(rate.out_of_character, !turn.reasons.empty());
  count(rate.strayed, !strays.empty());
  count(rate.in_language, std::ranges::find(strays, persona::Stray::kLanguage) == strays.end());
  if (turn.asks_fact) count(rate.facts_right, turn.right);
  rate.catchphrases += static_cast<int>(turn.style.catchphrases.size());
  rate.catchphrases_set += outcome.catchphrases_set;
}

}  // namespace

Result<std::vector<Talk>> ParseTalks(std::string_view text, std::string_view source) {
  std::vector<Talk> talks;
  const Status read = EachSetLine(text, source, [&](std::string_view line, std::string where) {
    const size_t first = line.find('\t');
    const size_t second = first == line.npos ? first : line.find('\t', first + 1);
    if (second == line.npos) {
      return Status(Fail(Error::InvalidArgument("must have 3 fields parted by tabs", where)));
    }
    const std::string id(line.substr(0, first));
    const std::string_view code = line.substr(first + 1, second - first - 1);
    if (code != "en" && code != "zh") {
      return Status(Fail(Error::InvalidArgument("language must be en or zh", where)));
    }
    if (talks.empty() || talks.back().id != id) {
      const bool chinese = code == "zh";
      talks.push_back(
          {.id = id, .language = chinese ? Language::kChinese : Language::kEnglish, .turns = {}});
    }
    talks.back().turns.emplace_back(line.substr(second + 1));
    return Status();
  });
  if (!read) return Fail(read.error());
  return talks;
}

Result<std::vector<TalkOutcome>> RunTalks(
    llm::LanguageModel& model, const persona::PersonaLibrary& personas,
    runtime::ThreadBudget& budget, const std::vector<Talk>& talks, const TalkRunOptions& options,
    const std::function<void(const TalkOutcome&)>& on_outcome) {
  const auto questions = ParseFactQuestions(BuiltInFactQuestions(), "built in", personas);
  if (!questions) return Fail(questions.error());
  const persona::PersonaShelf shelf(personas);
  dialogue::CascadeEngine engine(dialogue::TextParts(model, shelf, budget));
  for (const std::string& id : options.personas) {
    const persona::Persona* persona = personas.Find(id);
    if (!persona) return Fail(Error::NotFound("there is no persona '" + id + "'", "--persona"));
    if (options.guard) engine.ReadFacts(*persona);
  }
  const size_t count = options.personas.size() * talks.size();
  std::vector<TalkOutcome> outcomes(count);
  std::mutex telling;
  Error failure;
  bool failed = false;
  std::atomic<size_t> next = 0;
  const auto hold = [&](size_t k) -> Status {
    const persona::Persona& persona = *personas.Find(options.personas[k / talks.size()]);
    const Talk& talk = talks[k % talks.size()];
    auto conversation = dialogue::TextConversation::Open(engine);
    if (!conversation) return Fail(conversation.error());
    Talker talker(persona, talk, Askable(persona, talk.language, *questions), options);
    auto outcome = talker.Hold(**conversation);
    if (!outcome) return Fail(outcome.error());
    const std::lock_guard lock(telling);
    if (on_outcome) on_outcome(*outcome);
    outcomes[k] = std::move(*outcome);
    return {};
  };
  {
    std::vector<std::jthread> people;
    for (int i = 0; i < options.conversations; ++i) {
      people.emplace_back([&] {
        for (size_t k = next++; k < count; k = next++) {
          const Status held = hold(k);
          if (held) continue;
          const std::lock_guard lock(telling);
          failure = held.error();
          failed = true;
          return;
        }
      });
    }
  }
  if (failed) return Fail(failure);
  return outcomes;
}

std::vector<TalkRate> TalkRates(const std::vector<TalkOutcome>& outcomes) {
  std::vector<TalkRate> rates;
  const auto in = [&](const std::string& group) -> TalkRate& {
    const auto found = std::ranges::find(rates, group, &TalkRate::group);
    return found != rates.end() ? *found : rates.emplace_back(TalkRate{.group = group});
  };
  in("all");
  for (const TalkOutcome& outcome : outcomes) {
    for (size_t i = 0; i < outcome.turns.size(); ++i) {
      const size_t third = i / kThird * kThird;
      Add(in("all"), outcome, outcome.turns[i]);
      Add(in(fmt::format("turns {}-{}", third + 1, third + kThird)), outcome, outcome.turns[i]);
    }
  }
  for (const TalkOutcome& outcome : outcomes) {
    for (const TalkTurn& turn : outcome.turns) {
      Add(in(std::string(LanguageCode(outcome.talk.language))), outcome, turn);
    }
  }
  for (const TalkOutcome& outcome : outcomes) {
    for (const TalkTurn& turn : outcome.turns) Add(in(outcome.persona), outcome, turn);
  }
  return rates;
}

std::string TalkReport(const std::vector<TalkOutcome>& outcomes) {
  std::string text =
      fmt::format("{:<16} {:>18} {:>14} {:>14} {:>12} {:>22}\n", "replies", "out of character",
                  "strayed", "in language", "facts", "catchphrases / set");
  const auto share = [](const Proportion& p) {
    return fmt::format("{:.1f} % {}/{}", 100 * p.share(), p.count, p.of);
  };
  for (const TalkRate& rate : TalkRates(outcomes)) {
    text += fmt::format("{:<16} {:>18} {:>14} {:>14} {:>12} {:>10} / {:<.1f}\n", rate.group,
                        share(rate.out_of_character), share(rate.strayed),
                        fmt::format("{:.1f} %", 100 * rate.in_language.share()),
                        fmt::format("{}/{}", rate.facts_right.count, rate.facts_right.of),
                        rate.catchphrases, rate.catchphrases_set);
  }
  return text;
}

nlohmann::ordered_json TalkJson(const std::vector<TalkOutcome>& outcomes) {
  using Json = nlohmann::ordered_json;
  Json report{{"evaluation", "talk"}, {"rates", Json::object()}, {"talks", Json::array()}};
  for (const TalkRate& rate : TalkRates(outcomes)) {
    report["rates"][rate.group] = {{"out_of_character", ToJson(rate.out_of_character)},
                                   {"strayed", ToJson(rate.strayed)},
                                   {"in_language", ToJson(rate.in_language)},
                                   {"facts_right", ToJson(rate.facts_right)},
                                   {"catchphrases", rate.catchphrases},
                                   {"catchphrases_set", rate.catchphrases_set}};
  }
  for (const TalkOutcome& outcome : outcomes) {
    Json turns = Json::array();
    for (const TalkTurn& turn : outcome.turns) {
      Json strays = Json::array();
      for (const persona::Stray stray : turn.style.strays) {
        strays.push_back(persona::kStrayNames[static_cast<size_t>(stray)]);
      }
      Json notes = Json::array();
      for (const auto& note : turn.notes) notes.push_back(note.kind + ":" + note.action);
      Json made{{"said", turn.said},
                {"reply", turn.reply},
                {"out_of_character", turn.reasons},
                {"strays", strays},
                {"guard", notes},
                {"catchphrases", turn.style.catchphrases.size()}};
      if (turn.asks_fact) made["right"] = turn.right;
      turns.push_back(std::move(made));
    }
    report["talks"].push_back(
        {{"persona", outcome.persona}, {"talk", outcome.talk.id}, {"turns", turns}});
  }
  return report;
}

}  // namespace vivavoce::eval
