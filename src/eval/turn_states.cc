#include "eval/turn_states.h"

#include <array>
#include <future>
#include <memory>

#include "dialogue/chat_prompt.h"

namespace vivavoce::eval {
namespace {

using dialogue::HistoryMessage;
using dialogue::ItemRole;

// As the server keeps it free for the reply.
constexpr int kReserveTokens = 256;
// What the persona said before the turn, where it matters.
constexpr std::string_view kPersonaSays = "> ";
// As hearing/tone_description.h writes them.
constexpr std::array kEnglishTones = {
    "slower than usual",
    "more quietly, much lower in pitch and livelier in melody than usual",
    "laughs; sounds happy",
    "louder and faster than usual",
    "sighs; much more quietly than usual; sounds sad",
    "much higher in pitch than usual; sounds excited",
    "hesitates; halting, with long pauses"};
constexpr std::array kChineseTones = {"比平时慢一些",
                                      "比平时轻一些、低得多、起伏大一些",
                                      "笑了，听起来开心",
                                      "比平时响一些、快一些",
                                      "叹了口气，比平时轻得多，听起来难过",
                                      "比平时高得多，听起来很兴奋",
                                      "犹豫，说得断断续续"};
static_assert(kEnglishTones.size() == kChineseTones.size());

std::vector<HistoryMessage> History(const TestTurn& turn, const TurnStateOptions& how) {
  const bool chinese = turn.language == Language::kChinese;
  std::vector<HistoryMessage> history;
  const auto say = [&](ItemRole role, const char* english, const char* other) {
    history.push_back({role, chinese ? other : english});
  };
  if (how.in_talk) {
    say(ItemRole::kUser, "Do you like cats?", "你喜欢猫吗？");
    say(ItemRole::kAssistant, "I do, they are even lazier than me.", "喜欢呀，它们比我还会偷懒。");
    say(ItemRole::kUser, "Ha, mine sleeps all day.", "哈哈，我家那只整天睡。");
    say(ItemRole::kAssistant, "Jealous. I want to be a cat too.", "羡慕，我也想当猫。");
  }
  for (size_t i = 0; i < turn.turns.size(); ++i) {
    if (const std::string_view line = turn.turns[i]; line.starts_with(kPersonaSays)) {
      history.push_back({ItemRole::kAssistant, std::string(line.substr(kPersonaSays.size()))});
      continue;
    }
    history.push_back({ItemRole::kUser, turn.turns[i]});
    const bool answered = i + 1 == turn.turns.size() || turn.turns[i + 1].starts_with(kPersonaSays);
    if (!answered) say(ItemRole::kAssistant, "Mm, go on.", "嗯，你接着说。");
  }
  size_t tone = turn.turns.back().size();
  for (HistoryMessage& message : history) {
    if (!how.toned || message.role != ItemRole::kUser) continue;
    message.tone = (chinese ? kChineseTones : kEnglishTones)[tone++ % kEnglishTones.size()];
  }
  return history;
}

// Empty when the model tells none.
Result<std::vector<float>> StateOf(llm::ChatSession& session, llm::GenerateRequest request) {
  struct Answer {
    std::vector<float> state;
    std::promise<llm::GenerationResult> done;
  };
  const auto answer = std::make_shared<Answer>();
  request.sampling.max_tokens = 1;
  session.Generate(std::move(request),
                   {.on_text = {},
                    .on_done = [answer](const llm::GenerationResult& result) {
                      answer->done.set_value(result);
                    },
                    .on_state = [answer](std::span<const float> state) {
                      answer->state.assign(state.begin(), state.end());
                    }});
  const llm::GenerationResult result = answer->done.get_future().get();
  if (result.reason == llm::FinishReason::kError) return Fail(result.error);
  return std::move(answer->state);
}

}  // namespace

StateReader::StateReader(llm::LanguageModel& model, persona::Persona persona,
                         std::unique_ptr<llm::ChatSession> session)
    : model_(&model), persona_(std::move(persona)), session_(std::move(session)) {}

Result<StateReader> StateReader::Create(llm::LanguageModel& model, persona::Persona persona) {
  auto session = model.OpenSession();
  if (!session) return Fail(session.error());
  return StateReader(model, std::move(persona), std::move(*session));
}

Result<std::vector<float>> StateReader::Read(dialogue::ReplyRequest request) {
  request.persona = persona_.id;
  const auto count = [&](std::string_view text) {
    return model_->CountTokens(text).value_or(static_cast<int>(text.size()));
  };
  llm::GenerateRequest generate;
  generate.messages =
      dialogue::ChatPrompt(request, persona_, model_->ContextTokens() - kReserveTokens, count);
  return StateOf(*session_, std::move(generate));
}

Status ReadTurnStates(
    llm::LanguageModel& model, const persona::PersonaLibrary& personas,
    const std::vector<TestTurn>& turns, const TurnStateOptions& options,
    const std::function<void(const TestTurn&, std::span<const float>)>& on_state) {
  const persona::Persona* persona = personas.Find(options.persona);
  if (!persona) {
    return Fail(Error::NotFound("there is no persona '" + options.persona + "'", "--persona"));
  }
  auto reader = StateReader::Create(model, *persona);
  if (!reader) return Fail(reader.error());
  for (const TestTurn& turn : turns) {
    const auto state =
        reader->Read({.history = History(turn, options), .language = turn.language});
    if (!state) return Fail(state.error());
    if (state->empty()) {
      return Fail(Error::Unavailable("the language model does not tell its states", "--layer"));
    }
    on_state(turn, *state);
  }
  return {};
}

}  // namespace vivavoce::eval
