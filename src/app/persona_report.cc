#include "app/persona_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "app/persona_json.h"
#include "persona/character_card.h"
#include "persona/persona_fields.h"
#include "persona/persona_writer.h"
#include "persona/prompt.h"

namespace vivavoce::app {
namespace {

using Json = nlohmann::json;
using persona::Persona;

constexpr std::string_view kDraftName = "persona.toml";
constexpr size_t kMostTags = 12;

Json Both(const persona::Bilingual& text) { return {{"en", text.en}, {"zh", text.zh}}; }

std::string First(const std::vector<std::string>& lines) {
  return lines.empty() ? std::string() : lines.front();
}

std::vector<std::string> TagsOf(const Persona& persona) {
  if (persona.card.json.empty()) return {};
  auto card = persona::ParseCard(persona.card.json);
  if (!card) return {};
  card->tags.resize(std::min(card->tags.size(), kMostTags));
  return std::move(card->tags);
}

Json PromptJson(const Persona& persona, Language language) {
  const persona::RenderedPrompt prompt = persona::RenderPersona(persona, language, {});
  Json examples = Json::array();
  for (const persona::ExampleExchange& example : prompt.examples) {
    examples.push_back({{"user", example.user}, {"reply", example.reply}});
  }
  return {{"system", prompt.system},
          {"examples", std::move(examples)},
          {"tokens", persona::EstimateTokens(prompt)}};
}

}  // namespace

nlohmann::ordered_json FindingJson(const persona::Finding& finding) {
  return {{"severity", finding.severity == persona::Severity::kError ? "error" : "warning"},
          {"file", finding.source},
          {"line", finding.line},
          {"field", finding.field},
          {"message", finding.message.en},
          {"message_zh", finding.message.zh}};
}

Json PersonaSummary(const Persona& p, const persona::PersonaLibrary& library, bool is_default) {
  return {{"id", p.id},
          {"object", "persona"},
          {"name", Both(p.name)},
          {"summary", Both(p.summary)},
          {"role", Both(p.identity.role)},
          {"archetype", persona::ChoiceName(p.interaction.archetype)},
          {"voice", Both(p.voice.id)},
          {"speed", std::round(p.voice.speed * 100) / 100},
          {"greeting", {{"en", First(p.greetings.en)}, {"zh", First(p.greetings.zh)}}},
          {"aliases", p.aliases},
          {"tags", TagsOf(p)},
          {"built_in", library.IsBuiltIn(p.id)},
          {"is_default", is_default}};
}

DraftFile ReadDraft(const realtime::PersonaDraft& draft, const persona::PersonaLibrary& library) {
  DraftFile result;
  result.toml = draft.toml;
  if (draft.record) {
    toml::table table = TomlOfJson(*draft.record);
    table.insert("format", persona::kPersonaFormat);  // unless it is there
    // As a part of a persona: what is merely missing can be written down, and is told below; a
    // wrong value cannot.
    result.own = persona::ReadPersonaTable(table, kDraftName, /*partial=*/true);
    if (!result.own.ok()) {
      result.file = result.own;
      return result;
    }
    // The writer would give a persona that builds on another the defaults in place of what it has
    // from there.
    const bool inherits = table.contains("extends") || table.contains("mixins");
    result.toml = inherits ? TomlText(table) : persona::WritePersonaToml(result.own.persona);
  }
  result.own = persona::ReadPersonaFile(result.toml, kDraftName);
  result.file = library.Read(result.toml, kDraftName);
  return result;
}

Json PersonaCheck(const DraftFile& draft, const persona::LintOptions& lint) {
  const persona::LintReport report = persona::LintPersona(draft.file, lint);
  Json findings = Json::array();
  for (const persona::Finding& finding : report.findings) {
    findings.emplace_back(FindingJson(finding));
  }
  const bool ok = draft.file.ok();
  return {{"object", "persona.check"},
          {"ok", ok},
          {"id", draft.own.persona.id},
          {"toml", draft.toml},
          {"record", draft.own.ok() ? RecordOfFile(draft.toml) : Json()},
          {"findings", std::move(findings)},
          {"tokens", {{"en", report.tokens_en}, {"zh", report.tokens_zh}}},
          {"budget_tokens", draft.file.persona.rendering.budget_tokens},
          {"prompt", ok ? Json{{"en", PromptJson(draft.file.persona, Language::kEnglish)},
                               {"zh", PromptJson(draft.file.persona, Language::kChinese)}}
                        : Json()}};
}

}  // namespace vivavoce::app
