// Seam: the characters of the server for the HTTP endpoints. JSON has the shapes of
// docs/openapi.json.
// Threads  every method from several threads at once.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/language.h"
#include "realtime/field_reader.h"

namespace vivavoce::realtime {

// What an author has written: the file, or its record as JSON, which becomes a file.
struct PersonaDraft {
  std::string toml;
  std::optional<Json> record;  // instead of the file
};

struct PersonaCardFile {
  std::string bytes;
  std::string content_type;
  std::string name;  // of the file, of a-z, 0-9, _ and one dot
};

class PersonaService {
 public:
  virtual ~PersonaService() = default;
  // Those that can speak, the default first: a list of PersonaSummary.
  virtual Json List() = 0;
  // Persona. kNotFound.
  virtual Result<Json> Get(std::string_view id) = 0;
  // PersonaCheck; mistakes of the author are in it.
  virtual Json Check(const PersonaDraft& draft) = 0;
  // Makes or replaces one of the user's own; the Persona. kInvalidArgument: the first mistake, or
  // an id other than the draft's; kUnavailable: it is built in, there are too many, or the disk
  // says no.
  virtual Result<Json> Save(std::string_view id, const PersonaDraft& draft) = 0;
  // kNotFound; kUnavailable: it is built in, or others build on it.
  virtual Status Remove(std::string_view id) = 0;
  // PersonaImport of a card (JSON, PNG, CHARX); nothing is saved. `user`: for {{user}}.
  virtual Result<Json> Import(std::string_view bytes, const std::string& user) = 0;
  // format: toml, json, png or charx; spec: v1, v2, v3 or "" for the card's own.
  virtual Result<PersonaCardFile> Export(std::string_view id, std::string_view format,
                                         std::string_view spec, Language language) = 0;
};

}  // namespace vivavoce::realtime
