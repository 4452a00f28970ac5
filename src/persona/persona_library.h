// The personas a server knows: those built in, and the *.toml files of a folder.
// Threads: const methods from any thread.
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "persona/persona.h"

namespace vivavoce::persona {

class PersonaLibrary {
 public:
  // The built-in personas, and those of `folder` unless it is empty; a file with the id of a
  // built-in replaces it. Errors name the file and the line.
  static Result<PersonaLibrary> Load(const std::filesystem::path& folder);

  // By id or alias; "" is the default persona. nullptr: unknown.
  const Persona* Find(std::string_view name) const;
  const std::vector<Persona>& all() const { return personas_; }  // the default first

 private:
  std::vector<Persona> personas_;
};

}  // namespace vivavoce::persona
