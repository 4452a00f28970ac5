// The personas a server knows: those built in, and the *.toml files of a folder.
// Threads: const methods from any thread.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "persona/persona.h"
#include "persona/persona_file.h"
#include "persona/persona_merge.h"

namespace vivavoce::persona {

class PersonaLibrary {
 public:
  // The built-in personas, and those of `folder` unless it is empty; a file with the id of a
  // built-in replaces it. Errors name the file and the line.
  static Result<PersonaLibrary> Load(const std::filesystem::path& folder);

  // By id or alias; "" is the default persona. nullptr: unknown, or abstract.
  const Persona* Find(std::string_view name) const;
  // Those that can speak, the default first.
  const std::vector<Persona>& all() const { return personas_; }

  // The file a persona was read from, by id or alias; nullopt: unknown. Lives as long as this.
  std::optional<PersonaText> TextOf(std::string_view name) const;
  // A file that is not in the library, with what it inherits from personas that are.
  PersonaFile Read(std::string_view toml, std::string_view source) const;

  // The library with a persona added or replaced, or without one of a file; a built-in that the
  // file stood for is back. Errors: what is wrong with the text, or with a persona that builds on
  // it; kNotFound for an id that is of no file.
  Result<PersonaLibrary> With(std::string_view toml, std::string_view source) const;
  Result<PersonaLibrary> Without(std::string_view id) const;
  // False for an unknown id too.
  bool IsBuiltIn(std::string_view id) const;

 private:
  struct Source {
    std::string id;
    std::string name;  // of the file
    std::string toml;
    bool built_in = false;
  };

  void KeepBuiltIn();
  void Keep(Source source);
  Status ReadAll();
  std::optional<PersonaText> Named(std::string_view id) const;

  std::vector<Source> sources_;
  std::vector<Persona> personas_;
};

// A persona's file, at most kMaxPersonaFileBytes.
Result<std::string> ReadPersonaText(const std::filesystem::path& path);

}  // namespace vivavoce::persona
