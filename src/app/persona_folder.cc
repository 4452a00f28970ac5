#include "app/persona_folder.h"

#include "runtime/model_store.h"

namespace vivavoce::app {

Result<std::filesystem::path> OwnPersonaFolder(const Config& config) {
  if (!config.persona_folder.empty()) return std::filesystem::path(config.persona_folder);
  auto home = runtime::HomeDirectory();
  if (!home) return Fail(home.error());
  return *home / "personas";
}

Result<std::filesystem::path> PersonaFolder(const Config& config) {
  auto folder = OwnPersonaFolder(config);
  if (!folder || !config.persona_folder.empty()) return folder;
  std::error_code error;
  if (!std::filesystem::is_directory(*folder, error)) return std::filesystem::path();
  return folder;
}

}  // namespace vivavoce::app
