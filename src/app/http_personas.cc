#include "app/http_personas.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <utility>

#include "app/persona_json.h"
#include "app/persona_report.h"
#include "persona/card_file.h"
#include "persona/card_persona.h"
#include "persona/lorebook_matcher.h"
#include "persona/persona_writer.h"

namespace vivavoce::app {
namespace {

using persona::PersonaLibrary;
using realtime::Json;
using realtime::PersonaCardFile;
using realtime::PersonaDraft;

Error Unknown(std::string_view id) {
  return Error::NotFound(
      fmt::format("There is no persona '{}'; GET /v1/personas lists them.", id), "id");
}

Result<Json> Described(const PersonaLibrary& library, std::string_view id, bool is_default) {
  const auto text = library.TextOf(id);
  if (!text) return Fail(Unknown(id));
  const persona::PersonaFile whole = library.Read(text->toml, text->source);
  Json json = PersonaSummary(whole.persona, library, is_default);
  json["toml"] = text->toml;
  json["record"] = RecordOfFile(text->toml);
  json["resolved"] = PersonaRecord(whole.persona);
  json["resolved"].erase("card");  // large, and in the record
  return json;
}

// "ada", or "ada_2" when that is taken.
std::string FreeId(const PersonaLibrary& library, const std::string& id) {
  std::string free = id;
  for (int number = 2; library.TextOf(free); ++number) {
    const std::string tail = fmt::format("_{}", number);
    free = id.substr(0, 64 - tail.size()) + tail;
  }
  return free;
}

Json CardFacts(const persona::CardFile& file) {
  Json keys = Json::array();
  size_t entries = 0;
  if (file.card.lorebook) {
    const persona::LorebookMatcher matcher(*file.card.lorebook);
    entries = matcher.book().entries.size();
    for (const std::string& key : matcher.unusable_keys()) keys.push_back(key);
  }
  return {{"name", file.card.name},
          {"spec", persona::ToString(file.card.spec)},
          {"container", persona::ToString(file.container)},
          {"lorebook_entries", entries},
          {"unusable_keys", std::move(keys)}};
}

const char* TypeOf(persona::CardContainer container) {
  switch (container) {
    case persona::CardContainer::kPng:
      return "image/png";
    case persona::CardContainer::kCharx:
      return "application/zip";
    case persona::CardContainer::kJson:
      break;
  }
  return "application/json";
}

}  // namespace

Json HttpPersonas::List() {
  const auto library = parts_.shelf.Library();
  const persona::Persona* first = library->Find(parts_.default_persona);
  Json list = Json::array();
  if (first != nullptr) list.push_back(PersonaSummary(*first, *library, true));
  for (const persona::Persona& persona : library->all()) {
    if (&persona != first) list.push_back(PersonaSummary(persona, *library, false));
  }
  return list;
}

Result<Json> HttpPersonas::Get(std::string_view id) {
  const auto library = parts_.shelf.Library();
  const persona::Persona* first = library->Find(parts_.default_persona);
  return Described(*library, id, first != nullptr && first->Answers(id));
}

Json HttpPersonas::Check(const PersonaDraft& draft) {
  return PersonaCheck(ReadDraft(draft, *parts_.shelf.Library()), parts_.lint);
}

Status HttpPersonas::KeepsDefault(const PersonaLibrary& library) const {
  if (library.Find(parts_.default_persona) != nullptr) return {};
  return Fail(Error::Unavailable(
      fmt::format("'{}' is the server's default persona (personas.default).",
                  parts_.default_persona),
      "id"));
}

Result<std::filesystem::path> HttpPersonas::Write(const PersonaLibrary& library,
                                                  std::string_view id,
                                                  std::string_view toml) const {
  std::error_code error;
  std::filesystem::create_directories(parts_.folder, error);
  // The file it came from may have any name.
  const auto text = library.TextOf(id);
  const std::filesystem::path path =
      text ? std::filesystem::path(text->source) : parts_.folder / (std::string(id) + ".toml");
  // Beside it and then in its place, so that a full disk leaves the old one.
  const std::filesystem::path fresh = path.string() + ".new";
  std::ofstream out(fresh, std::ios::binary | std::ios::trunc);
  out.write(toml.data(), static_cast<std::streamsize>(toml.size()));
  out.close();
  if (out) std::filesystem::rename(fresh, path, error);
  if (!out || error) {
    std::filesystem::remove(fresh, error);
    return Fail(Error::Unavailable("The server cannot write its folder of personas."));
  }
  return path;
}

Result<Json> HttpPersonas::Save(std::string_view id, const PersonaDraft& draft) {
  const std::lock_guard lock(changes_);
  const auto library = parts_.shelf.Library();
  const DraftFile read = ReadDraft(draft, *library);
  if (!read.file.ok()) return Fail(read.file.findings.front().ToError());
  if (read.own.persona.id != id) {
    return Fail(Error::InvalidArgument(
        fmt::format("The draft's id is '{}', the address says '{}'.", read.own.persona.id, id),
        "id"));
  }
  if (read.toml.size() > persona::kMaxPersonaFileBytes) {
    return Fail(Error::InvalidArgument(fmt::format("A persona may have at most {} bytes.",
                                                   persona::kMaxPersonaFileBytes)));
  }
  if (library->IsBuiltIn(id)) {
    return Fail(Error::Unavailable(
        fmt::format("'{}' is built in; save it under another id.", id), "id"));
  }
  const auto own = static_cast<size_t>(
      std::ranges::count_if(library->all(), [&](const persona::Persona& persona) {
        return !library->IsBuiltIn(persona.id);
      }));
  if (own >= kMostOwnPersonas && !library->TextOf(id)) {
    return Fail(Error::Unavailable(
        fmt::format("There are {} personas of your own already, which is the limit.", own)));
  }
  const auto known = library->TextOf(id);
  const std::string source =
      known ? std::string(known->source)
            : (parts_.folder / (std::string(id) + ".toml")).string();
  auto next = library->With(read.toml, source);
  // Only a persona that builds on this one can be wrong now.
  if (!next) return Fail(Error::Unavailable(next.error().ToString()));
  if (const Status keeps = KeepsDefault(*next); !keeps) return Fail(keeps.error());
  if (const auto written = Write(*library, id, read.toml); !written) return Fail(written.error());
  const bool is_default = next->Find(parts_.default_persona)->Answers(id);
  auto described = Described(*next, id, is_default);
  parts_.shelf.Replace(std::move(*next));
  return described;
}

Status HttpPersonas::Remove(std::string_view id) {
  const std::lock_guard lock(changes_);
  const auto library = parts_.shelf.Library();
  if (library->IsBuiltIn(id)) {
    return Fail(Error::Unavailable(fmt::format("'{}' is built in and stays.", id), "id"));
  }
  const auto text = library->TextOf(id);
  // By its id: an alias names somebody else's file.
  if (!text || persona::ReadPersonaFile(text->toml, text->source).persona.id != id) {
    return Fail(Unknown(id));
  }
  auto next = library->Without(id);
  if (!next) {
    return Fail(Error::Unavailable(
        fmt::format("Others build on '{}': {}", id, next.error().ToString()), "id"));
  }
  if (const Status keeps = KeepsDefault(*next); !keeps) return keeps;
  std::error_code error;
  std::filesystem::remove(std::filesystem::path(text->source), error);
  if (error) return Fail(Error::Unavailable("The server cannot change its folder of personas."));
  parts_.shelf.Replace(std::move(*next));
  return {};
}

Result<Json> HttpPersonas::Import(std::string_view bytes, const std::string& user) {
  const auto refuse = [](const Error& error) {
    return Fail(Error::InvalidArgument("This is no usable card: " + error.message));
  };
  const auto file = persona::ReadCardFile(bytes);
  if (!file) return refuse(file.error());
  const auto library = parts_.shelf.Library();
  persona::Persona persona = persona::PersonaFromCard(file->card, {.user_name = user});
  persona.id = FreeId(*library, persona.id);
  const std::string toml = persona::WritePersonaToml(persona);
  // What is written must be readable, whatever the card held.
  const DraftFile draft = ReadDraft({toml, std::nullopt}, *library);
  if (!draft.file.ok()) return refuse(draft.file.findings.front().ToError());
  Json json = PersonaCheck(draft, parts_.lint);
  json["object"] = "persona.import";
  json["card"] = CardFacts(*file);
  return json;
}

Result<PersonaCardFile> HttpPersonas::Export(std::string_view id, std::string_view format,
                                             std::string_view spec, Language language) {
  const auto library = parts_.shelf.Library();
  const auto text = library->TextOf(id);
  if (!text) return Fail(Unknown(id));
  if (format == "toml") {
    return PersonaCardFile{std::string(text->toml), "application/toml",
                           std::string(id) + ".toml"};
  }
  const persona::PersonaFile whole = library->Read(text->toml, text->source);
  const auto card = persona::CardFromPersona(whole.persona, language);
  if (!card) return Fail(card.error());
  const auto container = persona::CardContainerFrom(format);
  const auto wanted = persona::CardSpecFrom(spec);
  if (!container) return Fail(Error::InvalidArgument("unknown format", "format"));
  auto bytes = persona::WriteCardFile(*card, wanted.value_or(card->spec), *container);
  if (!bytes) return Fail(bytes.error());
  return PersonaCardFile{std::move(*bytes), TypeOf(*container),
                         fmt::format("{}.{}", id, format)};
}

}  // namespace vivavoce::app
