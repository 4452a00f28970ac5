#include "persona/persona_library.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>

#include "persona/built_in_personas.h"

namespace vivavoce::persona {
namespace {

constexpr std::uintmax_t kMaxFileBytes = 1 << 20;

Result<std::string> ReadText(const std::filesystem::path& path) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  if (error) return Fail(Error::NotFound(fmt::format("cannot read {}", path.string())));
  if (size > kMaxFileBytes) {
    return Fail(Error::InvalidArgument(fmt::format(
        "{}: {} bytes are too many for a persona (at most 1 MiB)", path.string(), size)));
  }
  std::ifstream in(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

}  // namespace

Result<PersonaLibrary> PersonaLibrary::Load(const std::filesystem::path& folder) {
  PersonaLibrary library;
  for (const BuiltInPersona& built_in : BuiltInPersonas()) {
    auto persona = Persona::Parse(built_in.toml, built_in.file);
    if (!persona) return Fail(persona.error());
    library.personas_.push_back(std::move(*persona));
  }
  if (folder.empty()) return library;

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
    const auto text = ReadText(file);
    if (!text) return Fail(text.error());
    auto persona = Persona::Parse(*text, file.string());
    if (!persona) return Fail(persona.error());
    const auto same = std::ranges::find(library.personas_, persona->id, &Persona::id);
    if (same != library.personas_.end()) {
      *same = std::move(*persona);
    } else {
      library.personas_.push_back(std::move(*persona));
    }
  }
  return library;
}

const Persona* PersonaLibrary::Find(std::string_view name) const {
  if (name.empty()) return &personas_.front();
  const auto it =
      std::ranges::find_if(personas_, [&](const Persona& p) { return p.Answers(name); });
  return it == personas_.end() ? nullptr : &*it;
}

}  // namespace vivavoce::persona
