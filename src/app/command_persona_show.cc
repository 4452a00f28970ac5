#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>
#include <set>

#include "app/command_persona.h"
#include "app/persona_report.h"
#include "persona/prompt.h"
#include "speaking/voice_catalogue.h"

namespace vivavoce::app {
namespace {

using persona::Persona;
using persona::PersonaLibrary;
using OrderedJson = nlohmann::ordered_json;

std::string Dump(const OrderedJson& json) {
  return json.dump(2, ' ', false, OrderedJson::error_handler_t::replace);
}

// Refuses what cannot be read, with every mistake.
bool Usable(CommandContext& context, const FoundPersona& found) {
  for (const persona::Finding& finding : found.file.findings) {
    fmt::print(stderr, "{}\n", finding.ToString());
  }
  if (!found.file.ok()) context.exit_code = 2;
  return found.file.ok();
}

void PrintLines(std::string_view title, const std::vector<std::string>& lines) {
  if (!lines.empty()) fmt::print("  {}\n    {}\n", title, fmt::join(lines, "\n    "));
}

void ShowIn(const Persona& p, Language language) {
  const bool chinese = language == Language::kChinese;
  const auto title = [&](const char* en, const char* zh) { return chinese ? zh : en; };
  fmt::print("\n[{}] {}: {}\n", LanguageCode(language), p.name.For(language),
             p.summary.For(language));
  if (!p.prompt.For(language).empty())
    PrintLines(title("prompt", "提示词"), {p.prompt.For(language)});
  using Section = persona::PromptSection;
  for (const Section section : {Section::kIdentity, Section::kPersonality, Section::kHabits,
                                Section::kEmotions, Section::kBoundaries, Section::kKnowledge}) {
    PrintLines(
        persona::SectionTitle(section, language),
        persona::SectionSentences(
            p, section, {.language = language, .form = persona::PromptForm::kFull, .scene = ""}));
  }
  PrintLines(title("greetings", "问候"), p.greetings.For(language));
  PrintLines(title("openers", "开口词"), p.openers.For(language));
  PrintLines(title("backchannels", "应和"), p.backchannels.For(language));
  std::vector<std::string> examples;
  for (const persona::ExampleExchange& example : p.examples) {
    if (example.language != language) continue;
    examples.push_back(fmt::format("- {}\n      {}", example.user, example.reply));
  }
  PrintLines(title("examples", "示例"), examples);
  std::vector<std::string> scenes;
  for (const persona::Scene& scene : p.scenes) {
    scenes.push_back(fmt::format("{}: {}", scene.id, scene.setting.For(language)));
  }
  PrintLines(title("scenes", "场景"), scenes);
  const auto tokens = persona::EstimateTokens(persona::RenderPrompt(p, "", language));
  fmt::print("  {}: {} (speed {})\n  {}: {}\n", title("voice", "声音"), p.voice.id.For(language),
             p.voice.speed, title("tokens of the prompt, about", "提示词约需词元"), tokens);
}

std::vector<Language> Languages(const std::string& code) {
  if (code.empty()) return {Language::kEnglish, Language::kChinese};
  return {LanguageFromCode(code)};
}

}  // namespace

void ListPersonas(const PersonaLibrary& library, const PersonaOptions& options) {
  auto rows = OrderedJson::array();
  for (const Persona& p : library.all()) {
    rows.push_back({{"id", p.id},
                    {"name", {{"en", p.name.en}, {"zh", p.name.zh}}},
                    {"summary", {{"en", p.summary.en}, {"zh", p.summary.zh}}},
                    {"archetype", persona::ChoiceName(p.interaction.archetype)},
                    {"voice", {{"en", p.voice.id.en}, {"zh", p.voice.id.zh}}},
                    {"aliases", p.aliases}});
    if (options.json) continue;
    fmt::print("{:<18} {} / {}\n{:<18} {}\n", p.id, p.name.For(Language::kEnglish),
               p.name.For(Language::kChinese), "", p.summary.For(Language::kEnglish));
  }
  if (options.json) fmt::print("{}\n", Dump(rows));
}

void ShowPersona(CommandContext& context, const PersonaLibrary& library,
                 const PersonaOptions& options) {
  const auto found = FindPersona(library, options.name);
  if (!found) return context.Fail(found.error());
  if (!Usable(context, *found)) return;
  const Persona& p = found->file.persona;
  const std::string_view archetype = persona::ChoiceName(p.interaction.archetype);
  fmt::print("{} ({}){}{}\n", p.id, found->source, archetype.empty() ? "" : ", ", archetype);
  if (!p.aliases.empty()) fmt::print("also: {}\n", fmt::join(p.aliases, ", "));
  for (const Language language : Languages(options.language)) ShowIn(p, language);
}

void RenderPersonaPrompt(CommandContext& context, const PersonaLibrary& library,
                         const PersonaOptions& options) {
  const auto found = FindPersona(library, options.name);
  if (!found) return context.Fail(found.error());
  if (!Usable(context, *found)) return;
  const Language language =
      options.language.empty() ? Language::kEnglish : LanguageFromCode(options.language);
  const Persona& p = found->file.persona;
  if (!options.scene.empty() &&
      std::ranges::find(p.scenes, options.scene, &persona::Scene::id) == p.scenes.end()) {
    return context.Fail(
        Error::NotFound(fmt::format("{} has no scene '{}'", p.id, options.scene), "scene"));
  }
  const persona::RenderedPrompt prompt = persona::RenderPersona(
      p, language,
      {.form = options.full ? persona::PromptForm::kFull : persona::PromptForm::kCompact,
       .budget_tokens = options.budget,
       .scene = options.scene});
  const int tokens = persona::EstimateTokens(prompt);
  if (options.json) {
    auto examples = OrderedJson::array();
    for (const persona::ExampleExchange& e : prompt.examples) {
      examples.push_back({{"user", e.user}, {"reply", e.reply}});
    }
    fmt::print("{}\n",
               Dump({{"system", prompt.system}, {"examples", examples}, {"tokens", tokens}}));
    return;
  }
  fmt::print("{}\n", prompt.system);
  for (const persona::ExampleExchange& e : prompt.examples) {
    fmt::print("\n> {}\n< {}\n", e.user, e.reply);
  }
  fmt::print(stderr, "about {} tokens, {:.1f} s of reading at 20 ms a token\n", tokens,
             tokens * 0.02);
}

void CheckPersonas(CommandContext& context, const PersonaLibrary& library,
                   const PersonaOptions& options) {
  persona::LintOptions lint;
  for (const speaking::CatalogueVoice& voice : speaking::VoiceCatalogue()) {
    lint.voices.emplace(voice.id);
  }
  std::vector<std::string> names = options.files;
  if (names.empty()) {
    for (const Persona& p : library.all()) names.push_back(p.id);
  }
  const Language language =
      options.language == "zh" ? Language::kChinese : Language::kEnglish;
  int errors = 0;
  int warnings = 0;
  auto rows = OrderedJson::array();
  for (const std::string& name : names) {
    const auto found = FindPersona(library, name);
    if (!found) return context.Fail(found.error());
    const persona::LintReport report = persona::LintPersona(found->file, lint);
    errors += report.Count(persona::Severity::kError);
    warnings += report.Count(persona::Severity::kWarning);
    auto findings = OrderedJson::array();
    for (const persona::Finding& finding : report.findings) {
      findings.push_back(FindingJson(finding));
      if (!options.json) fmt::print("{}\n", finding.ToString(language));
    }
    rows.push_back({{"file", found->source},
                    {"id", found->file.persona.id},
                    {"tokens", {{"en", report.tokens_en}, {"zh", report.tokens_zh}}},
                    {"findings", std::move(findings)}});
    if (!options.json && found->file.ok()) {
      fmt::print("{}: prompt about {} tokens in English, {} in Chinese\n", found->source,
                 report.tokens_en, report.tokens_zh);
    }
  }
  if (options.json) {
    fmt::print("{}\n", Dump(rows));
  } else {
    fmt::print("{} checked, {} errors, {} warnings\n", names.size(), errors, warnings);
  }
  if (errors > 0 || (options.strict && warnings > 0)) context.exit_code = 1;
}

}  // namespace vivavoce::app
