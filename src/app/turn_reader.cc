#include "app/turn_reader.h"

#include <utility>

#include "persona/persona_library.h"
#include "runtime/ggml_self_check.h"

namespace vivavoce::app {

Result<TurnReader> TurnReader::Load(const Config& config,
                                    const runtime::ManifestModelStore& store) {
  if (const Status computes = runtime::RunGgmlSelfCheck(); !computes) {
    return Fail(computes.error());
  }
  TurnReader loaded;
  loaded.budget_ = std::make_unique<runtime::ThreadBudget>(CoresToUse(config));
  auto model = LoadLanguageModel(config, store, *loaded.budget_);
  if (!model) return Fail(model.error());
  loaded.model_ = std::move(*model);
  loaded.probe_ = dialogue::TurnEndProbe::For(loaded.model_->Name());
  if (!loaded.probe_) return loaded;
  const auto personas = persona::PersonaLibrary::Load({});
  if (!personas) return Fail(personas.error());
  for (const Language language : {Language::kEnglish, Language::kChinese}) {
    auto reader = eval::StateReader::Create(*loaded.model_, *personas->Find(""));
    if (!reader) return Fail(reader.error());
    const auto warm = reader->Read(
        {.history = {{dialogue::ItemRole::kUser, "Hi."}}, .language = language});
    if (!warm) return Fail(warm.error());
    loaded.readers_.emplace(language, std::move(*reader));
  }
  return loaded;
}

std::optional<float> TurnReader::Whole(const dialogue::ReplyRequest& request) {
  if (!probe_) return std::nullopt;
  const bool chinese = request.language == Language::kChinese;
  const auto state =
      readers_.at(chinese ? Language::kChinese : Language::kEnglish).Read(request);
  return state ? probe_->Whole(*state) : std::nullopt;
}

}  // namespace vivavoce::app
