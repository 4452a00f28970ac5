#include <fmt/core.h>
#include <unistd.h>

#include <iostream>
#include <string>

#include "app/command_persona.h"
#include "app/engine_parts.h"
#include "dialogue/text_conversation.h"
#include "runtime/ggml_self_check.h"
#include "text/script.h"

namespace vivavoce::app {
namespace {

Language LanguageOf(const PersonaOptions& options, std::string_view said, Language before) {
  if (options.language == "en") return Language::kEnglish;
  if (options.language == "zh") return Language::kChinese;
  const Language heard = text::DominantLanguage(said);
  return heard == Language::kUnknown ? before : heard;
}

void Print(std::string_view name, std::string_view text) {
  fmt::print("{}: {}\n", name, text);
  std::fflush(stdout);
}

}  // namespace

void ChatWithPersona(CommandContext& context, const persona::PersonaLibrary& library,
                     const PersonaOptions& options) {
  const persona::Persona* persona = library.Find(options.name);
  if (!persona) {
    const auto found = FindPersona(library, options.name);
    return context.Fail(found ? Error::NotFound("a file is chatted with by its id: --personas "
                                                "FOLDER adds the folder it is in")
                              : found.error());
  }
  const Result<Config> config = context.Load();
  if (!config) return context.Fail(config.error());
  if (const Status logging = StartLogs(*config); !logging) return context.Fail(logging.error());
  if (const Status computes = runtime::RunGgmlSelfCheck(); !computes) {
    return context.Fail(computes.error());
  }
  const auto store = OpenModelStore();
  if (!store) return context.Fail(store.error());
  runtime::ThreadBudget budget(CoresToUse(*config));
  const auto model = LoadLanguageModel(*config, **store, budget);
  if (!model) return context.Fail(model.error());
  const persona::PersonaShelf shelf(library);
  dialogue::CascadeEngine engine(dialogue::TextParts(**model, shelf, budget));
  auto conversation = dialogue::TextConversation::Open(engine);
  if (!conversation) return context.Fail(conversation.error());

  const bool typed = isatty(STDIN_FILENO) != 0;
  dialogue::ReplyRequest request{
      .persona = persona->id, .guard = options.guard, .seed = options.seed};
  request.language = LanguageOf(options, {}, Language::kEnglish);
  const auto name = [&] { return persona->name.For(request.language); };
  if (const auto& greetings = persona->greetings.For(request.language);
      options.greet && !greetings.empty()) {
    const std::string& greeting = greetings[options.seed % greetings.size()];
    request.history.push_back({dialogue::ItemRole::kAssistant, greeting});
    Print(name(), greeting);
  }
  std::fflush(stdout);
  engine.ReadFacts(*persona);
  std::string said;
  while (true) {
    if (typed) fmt::print("> ");
    std::fflush(stdout);
    if (!std::getline(std::cin, said)) break;
    if (said.find_first_not_of(" \t\r") == std::string::npos) continue;
    if (!typed) Print("-", said);
    request.language = LanguageOf(options, said, request.language);
    const auto reply = (*conversation)->Say(request, said);
    if (!reply) return context.Fail(reply.error());
    Print(name(), reply->text);
    if (!options.show_guard) continue;
    for (const dialogue::GuardNote& note : reply->notes) {
      fmt::print("   [{}: {}]\n", note.kind, note.action);
    }
  }
  if (typed) fmt::print("\n");
}

}  // namespace vivavoce::app
