// A PersonaService that remembers what it was asked.
// Threads  one at a time.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "realtime/persona_service.h"

namespace vivavoce::realtime {

class FakePersonas final : public PersonaService {
 public:
  Json List() override { return Json::array(); }
  Result<Json> Get(std::string_view id) override { return Told("get " + std::string(id)); }
  Json Check(const PersonaDraft& draft) override { return *Told("check " + draft.toml); }
  Result<Json> Save(std::string_view id, const PersonaDraft& draft) override {
    return Told("save " + std::string(id) + " " + (draft.record ? draft.record->dump() : ""));
  }
  Status Remove(std::string_view id) override {
    calls.push_back("remove " + std::string(id));
    if (fails) return Fail(*fails);
    return {};
  }
  Result<Json> Import(std::string_view bytes, const std::string& user) override {
    return Told("import " + std::to_string(bytes.size()) + " " + user);
  }
  Result<PersonaCardFile> Export(std::string_view id, std::string_view format,
                                 std::string_view spec, Language language) override {
    calls.push_back("export " + std::string(id) + " " + std::string(format) + " " +
                    std::string(spec) + " " + std::string(LanguageCode(language)));
    if (fails) return Fail(*fails);
    return PersonaCardFile{"bytes", "image/png", "ada.png"};
  }

  std::vector<std::string> calls;
  std::optional<Error> fails;

 private:
  Result<Json> Told(std::string call) {
    calls.push_back(std::move(call));
    if (fails) return Fail(*fails);
    return Json::object();
  }
};

}  // namespace vivavoce::realtime
