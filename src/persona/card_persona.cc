#include "persona/card_persona.h"

#include <algorithm>

#include "persona/card_macros.h"
#include "persona/card_text.h"
#include "persona/prompt.h"
#include "persona/token_estimate.h"
#include "persona/voice_suggestion.h"
#include "text/script.h"
#include "text/utf8.h"

namespace vivavoce::persona {
namespace {

constexpr int kPromptTokens = 450;
constexpr size_t kMaxGreetings = 8;
constexpr size_t kMaxExamples = 6;

void Put(Bilingual& both, Language language, std::string text) {
  (language == Language::kChinese ? both.zh : both.en) = std::move(text);
}

void Put(Lines& lines, Language language, std::string line) {
  auto& list = language == Language::kChinese ? lines.zh : lines.en;
  if (!line.empty() && std::ranges::find(list, line) == list.end()) list.push_back(std::move(line));
}

std::string PromptOf(const CharacterCard& card, const MacroValues& names, bool chinese) {
  const auto fill = [&](const std::string& text) {
    return PlainCardText(ExpandMacros(text, names));
  };
  std::string prompt = (chinese ? "你是" : "You are ") + names.character + (chinese ? "。" : ".");
  for (const std::string* part :
       {&card.system_prompt, &card.description, &card.personality, &card.scenario}) {
    const std::string text = fill(*part);
    if (!text.empty()) prompt += "\n" + text;
  }
  prompt = FirstSentences(prompt, kPromptTokens);
  prompt += chinese
                ? "\n你正在语音对话。只说中文口语，每次一两句短话。不用列表、表情和代码。"
                : "\nYou are talking out loud. Say one or two short spoken sentences at a time. "
                  "No lists, markdown, emoji or code.";
  return prompt;
}

std::string JoinExamples(const std::vector<ExampleExchange>& examples, Language language) {
  std::string text;
  for (const ExampleExchange& example : examples) {
    if (example.language != language) continue;
    text += "<START>\n{{user}}: " + example.user + "\n{{char}}: " + example.reply + "\n";
  }
  return text;
}

std::string DescriptionOf(const Persona& p, Language language) {
  std::string text = p.prompt.For(language);
  if (!text.empty()) return text;
  const RenderedPrompt rendered =
      RenderPersona(p, language, {.form = PromptForm::kFull, .max_examples = 0});
  return rendered.system;
}

// Writes what differs from the card's own import into its JSON.
Result<CharacterCard> Changed(const Persona& persona, Language language) {
  auto card = ParseCard(persona.card.json);
  if (!card) return card;
  const Persona before = PersonaFromCard(*card);
  auto root = ParseForeignJson(card->json);
  if (!root) return Fail(root.error());
  Json& fields = card->spec == CardSpec::kV1 ? *root : (*root)["data"];
  bool changed = false;
  const auto set = [&](const char* key, Json value) {
    fields[key] = std::move(value);
    changed = true;
  };
  if (persona.name.For(language) != before.name.For(language)) {
    set("name", persona.name.For(language));
  }
  if (persona.prompt.For(language) != before.prompt.For(language)) {
    set("description", persona.prompt.For(language));
  }
  const auto& greetings = persona.greetings.For(language);
  if (greetings != before.greetings.For(language) && !greetings.empty()) {
    set("first_mes", greetings.front());
    set("alternate_greetings", std::vector<std::string>(greetings.begin() + 1, greetings.end()));
  }
  const std::string examples = JoinExamples(persona.examples, language);
  if (examples != JoinExamples(before.examples, language)) set("mes_example", examples);
  if (!changed) return card;
  return ParseCard(root->dump(2));
}

}  // namespace

Persona PersonaFromCard(const CharacterCard& card, const CardImport& options) {
  const std::string all = card.first_message + card.description + card.personality;
  const bool chinese = text::DominantLanguage(all) == Language::kChinese;
  const Language language = chinese ? Language::kChinese : Language::kEnglish;
  MacroValues names;
  names.character = PlainCardText(card.nickname.empty() ? card.name : card.nickname);
  names.user = !options.user_name.empty() ? options.user_name : chinese ? "你" : "you";
  const auto fill = [&](const std::string& text) {
    return SpokenCardText(ExpandMacros(text, names));
  };

  Persona persona;
  persona.id = PersonaIdFrom(card.name);
  const std::string name = FirstBytes(PlainCardText(card.name), 180);
  persona.name = {name, name};
  const std::string& notes = card.creator_notes.empty() ? card.personality : card.creator_notes;
  Put(persona.summary, language,
      FirstBytes(FirstSentences(PlainCardText(ExpandMacros(notes, names)), 40), 900));
  Put(persona.prompt, language, FirstBytes(PromptOf(card, names, chinese), 7900));
  persona.interaction.archetype = Archetype::kCharacter;
  persona.disclosure.policy = DisclosurePolicy::kFiction;
  Put(persona.greetings, language, FirstBytes(FirstSentences(fill(card.first_message), 40), 900));
  for (const std::string& greeting : card.alternate_greetings) {
    if (persona.greetings.For(language).size() >= kMaxGreetings) break;
    Put(persona.greetings, language, FirstBytes(FirstSentences(fill(greeting), 40), 900));
  }
  persona.openers = {{"Hmm…", "Well…"}, {"嗯……", "这个嘛……"}};
  for (auto& [user, reply] : SplitCardExamples(card.example_messages, card.name)) {
    if (persona.examples.size() >= kMaxExamples) break;
    ExampleExchange example{language, FirstBytes(FirstSentences(fill(user), 60), 900),
                            FirstBytes(FirstSentences(fill(reply), 60), 900)};
    if (!example.user.empty() && !example.reply.empty()) {
      persona.examples.push_back(std::move(example));
    }
  }
  std::string about = card.description + " " + card.personality + " ";
  for (const std::string& tag : card.tags) about += tag + " ";
  persona.voice = SuggestVoice(about);
  // A zero character may stand in JSON as an escape; no persona file may hold one.
  persona.card.json = card.json.find('\0') == std::string::npos ? card.json : std::string();
  return persona;
}

Result<CharacterCard> CardFromPersona(const Persona& persona, Language language) {
  if (!persona.card.json.empty()) return Changed(persona, language);
  CharacterCard card;
  card.spec = CardSpec::kV3;
  card.name = persona.name.For(language);
  card.description = DescriptionOf(persona, language);
  card.personality = persona.personality.words.For(language);
  if (!persona.scenes.empty()) card.scenario = persona.scenes.front().setting.For(language);
  const auto& greetings = persona.greetings.For(language);
  if (!greetings.empty()) {
    card.first_message = greetings.front();
    card.alternate_greetings.assign(greetings.begin() + 1, greetings.end());
  }
  card.example_messages = JoinExamples(persona.examples, language);
  card.creator_notes = persona.summary.For(language);
  if (persona.interaction.archetype != Archetype::kNone) {
    card.tags.emplace_back(ChoiceName(persona.interaction.archetype));
  }
  return ParseCard(ComposeCardJson(card));
}

}  // namespace vivavoce::persona
