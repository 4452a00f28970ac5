#include "persona/persona_library.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <utility>

#include "persona/built_in_personas.h"

namespace vivavoce::persona {
namespace {

std::string IdOf(std::string_view toml) {
  const toml::parse_result parsed = toml::parse(toml);
  return parsed ? parsed.table()["id"].value_or(std::string()) : std::string();
}

}  // namespace

Result<std::string> ReadPersonaText(const std::filesystem::path& path) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  if (error) return Fail(Error::NotFound(fmt::format("cannot read {}", path.string())));
  if (size > kMaxPersonaFileBytes) {
    return Fail(
        Error::InvalidArgument(fmt::format("{}: {} bytes are too many for a persona (at most {})",
                                           path.string(), size, kMaxPersonaFileBytes)));
  }
  std::ifstream in(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

Result<PersonaLibrary> PersonaLibrary::Load(const std::filesystem::path& folder) {
  PersonaLibrary library;
  library.KeepBuiltIn();
  if (!folder.empty()) {
    std::error_code error;
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
      if (entry.path().extension() == ".toml") files.push_back(entry.path());
    }
    if (error) {
      return Fail(
          Error::NotFound(fmt::format("cannot read the folder {}", folder.string()), "personas"));
    }
    std::ranges::sort(files);
    for (const auto& file : files) {
      auto text = ReadPersonaText(file);
      if (!text) return Fail(text.error());
      std::string id = IdOf(*text);
      library.Keep({std::move(id), file.string(), std::move(*text), false});
    }
  }
  if (const Status read = library.ReadAll(); !read) return Fail(read.error());
  return library;
}

Result<PersonaLibrary> PersonaLibrary::With(std::string_view toml, std::string_view source) const {
  PersonaLibrary library;
  library.sources_ = sources_;
  library.Keep({IdOf(toml), std::string(source), std::string(toml), false});
  if (const Status read = library.ReadAll(); !read) return Fail(read.error());
  return library;
}

Result<PersonaLibrary> PersonaLibrary::Without(std::string_view id) const {
  const auto it = std::ranges::find(sources_, id, &Source::id);
  if (id.empty() || it == sources_.end() || it->built_in) {
    return Fail(Error::NotFound(fmt::format("there is no persona file of '{}'", id), "id"));
  }
  PersonaLibrary library;
  library.KeepBuiltIn();
  for (const Source& source : sources_) {
    if (!source.built_in && source.id != id) library.Keep(source);
  }
  if (const Status read = library.ReadAll(); !read) return Fail(read.error());
  return library;
}

bool PersonaLibrary::IsBuiltIn(std::string_view id) const {
  const auto it = std::ranges::find(sources_, id, &Source::id);
  return it != sources_.end() && it->built_in;
}

void PersonaLibrary::KeepBuiltIn() {
  for (const BuiltInPersona& built_in : BuiltInPersonas()) {
    Keep({IdOf(built_in.toml), std::string(built_in.file), std::string(built_in.toml), true});
  }
}

Status PersonaLibrary::ReadAll() {
  personas_.clear();
  for (const Source& source : sources_) {
    PersonaFile file = Read(source.toml, source.name);
    if (!file.ok()) return Fail(file.findings.front().ToError());
    if (!file.persona.is_abstract) personas_.push_back(std::move(file.persona));
  }
  return {};
}

void PersonaLibrary::Keep(Source source) {
  const auto same = std::ranges::find(sources_, source.id, &Source::id);
  if (same != sources_.end()) {
    *same = std::move(source);
  } else {
    sources_.push_back(std::move(source));
  }
}

std::optional<PersonaText> PersonaLibrary::Named(std::string_view id) const {
  const auto it = std::ranges::find(sources_, id, &Source::id);
  if (id.empty() || it == sources_.end()) return std::nullopt;
  return PersonaText{it->toml, it->name};
}

PersonaFile PersonaLibrary::Read(std::string_view toml, std::string_view source) const {
  const auto merged =
      MergedPersona({toml, source}, [this](std::string_view id) { return Named(id); });
  if (!merged) {
    PersonaFile file = ReadPersonaFile(toml, source);
    if (file.ok()) file.findings.push_back(merged.error());
    return file;
  }
  return ReadPersonaTable(*merged, source, (*merged)["abstract"].value_or(false));
}

const Persona* PersonaLibrary::Find(std::string_view name) const {
  if (personas_.empty()) return nullptr;
  if (name.empty()) return &personas_.front();
  const auto it =
      std::ranges::find_if(personas_, [&](const Persona& p) { return p.Answers(name); });
  return it == personas_.end() ? nullptr : &*it;
}

std::optional<PersonaText> PersonaLibrary::TextOf(std::string_view name) const {
  const Persona* persona = Find(name);
  return Named(persona ? std::string_view(persona->id) : name);
}

}  // namespace vivavoce::persona
