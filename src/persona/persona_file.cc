#include "persona/persona_file.h"

#include <fmt/format.h>

namespace vivavoce::persona {
namespace {

void CheckIds(ReadState& state, const toml::table& root, const Persona& persona) {
  const Bilingual what = {"must be 1 to 64 of a-z, 0-9 and _", "应为 1 到 64 个 a-z、0-9 或 _"};
  const auto check = [&](const std::string& id, const char* key) {
    const toml::node* node = root.get(key);
    if (!id.empty() && !IsPersonaId(id)) {
      state.Offend(node ? *node : static_cast<const toml::node&>(root), key, what);
    }
  };
  check(persona.id, "id");
  check(persona.extends, "extends");
  for (const std::string& id : persona.mixins) check(id, "mixins");
  for (size_t i = 0; i < persona.scenes.size(); ++i) {
    const std::string& id = persona.scenes[i].id;
    if (id.empty() || IsPersonaId(id)) continue;
    const std::string field = fmt::format("scenes[{}].id", i);
    const SourcePlace& place = state.places[field];
    state.findings.push_back(
        {Severity::kError, place.source, place.line, field, what});
  }
}

}  // namespace

bool IsPersonaId(std::string_view id) {
  return !id.empty() && id.size() <= 64 && std::ranges::all_of(id, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

SourcePlace PersonaFile::PlaceOf(std::string_view field) const {
  while (!field.empty()) {
    if (const auto it = places.find(field); it != places.end()) return it->second;
    const size_t cut = field.find_last_of(".[");
    field = cut == std::string_view::npos ? std::string_view() : field.substr(0, cut);
  }
  return {places.empty() ? "" : places.begin()->second.source, 0};
}

PersonaFile ReadPersonaTable(const toml::table& root, std::string_view source, bool partial) {
  ReadState state{.source = std::string(source), .partial = partial, .findings = {}, .places = {}};
  PersonaFile file;
  PersonaReader reader(state, root, "");
  int format = 0;
  reader.Number("format", format, {}, {kPersonaFormat, kPersonaFormat});
  if (format == 0 && state.findings.empty()) {
    state.partial = false;  // nobody inherits it
    state.Missing(root, "format");
    state.partial = partial;
  }
  VisitPersona(reader, file.persona);
  reader.RefuseOthers();
  CheckIds(state, root, file.persona);
  const toml::node* voice = root.get("voice");
  if (voice && voice->is_table() && file.persona.voice.id.empty()) {
    state.Missing(*voice, "voice.en");
  }
  file.findings = std::move(state.findings);
  std::ranges::stable_sort(file.findings, {}, [](const Finding& finding) {
    return std::pair(finding.line == 0, finding.line);
  });
  file.places = std::move(state.places);
  return file;
}

PersonaFile ReadPersonaFile(std::string_view text, std::string_view source) {
  const toml::parse_result parsed = toml::parse(text, source);
  if (!parsed) {
    PersonaFile file;
    file.findings.push_back({Severity::kError, std::string(source),
                             static_cast<int>(parsed.error().source().begin.line), "",
                             NotToml(parsed.error())});
    return file;
  }
  const toml::table& root = parsed.table();
  const bool partial =
      root.contains("extends") || root.contains("mixins") || root["abstract"].value_or(false);
  return ReadPersonaTable(root, source, partial);
}

Result<Persona> Persona::Parse(std::string_view text, std::string_view source) {
  PersonaFile file = ReadPersonaFile(text, source);
  if (!file.findings.empty()) return Fail(file.findings.front().ToError());
  return std::move(file.persona);
}

bool Persona::Answers(std::string_view name) const {
  return name == id || std::ranges::find(aliases, name) != aliases.end();
}

}  // namespace vivavoce::persona
