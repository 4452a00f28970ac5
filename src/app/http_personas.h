// The personas of a running server as the HTTP endpoints' PersonaService: those of the shelf, and a
// folder for the user's own. A saved persona is on the shelf at once, for every session.
// Threads  as PersonaService; changes are made one after the other.
#pragma once

#include <filesystem>
#include <mutex>
#include <string>

#include "persona/persona_linter.h"
#include "persona/persona_shelf.h"
#include "realtime/persona_service.h"

namespace vivavoce::app {

inline constexpr size_t kMostOwnPersonas = 500;

class HttpPersonas final : public realtime::PersonaService {
 public:
  struct Parts {
    persona::PersonaShelf& shelf;
    std::filesystem::path folder;  // of the user's own; made at the first save
    std::string default_persona;   // must stay findable
    persona::LintOptions lint;
  };
  explicit HttpPersonas(Parts parts) : parts_(std::move(parts)) {}  // the shelf outlives this

  realtime::Json List() override;
  Result<realtime::Json> Get(std::string_view id) override;
  realtime::Json Check(const realtime::PersonaDraft& draft) override;
  Result<realtime::Json> Save(std::string_view id, const realtime::PersonaDraft& draft) override;
  Status Remove(std::string_view id) override;
  Result<realtime::Json> Import(std::string_view bytes, const std::string& user) override;
  Result<realtime::PersonaCardFile> Export(std::string_view id, std::string_view format,
                                           std::string_view spec, Language language) override;

 private:
  // kUnavailable when the server's default persona is not in it.
  Status KeepsDefault(const persona::PersonaLibrary& library) const;
  Result<std::filesystem::path> Write(const persona::PersonaLibrary& library, std::string_view id,
                                      std::string_view toml) const;

  const Parts parts_;
  std::mutex changes_;
};

}  // namespace vivavoce::app
