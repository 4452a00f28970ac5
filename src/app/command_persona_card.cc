#include <fmt/format.h>

#include <filesystem>

#include "app/command_persona.h"
#include "persona/card_file.h"
#include "persona/card_persona.h"
#include "persona/lorebook_matcher.h"
#include "persona/persona_writer.h"

namespace vivavoce::app {
namespace {

using persona::CardContainer;
using persona::CardSpec;
using persona::CharacterCard;

bool LooksLikeCard(const std::string& name) {
  return name.ends_with(".json") || name.ends_with(".png") || name.ends_with(".charx");
}

// What is to be exported, and the bytes of the file it came from when that is a card.
struct Source {
  CharacterCard card;
  CardSpec spec = CardSpec::kV3;
  std::string bytes;
};

Result<Source> SourceOf(const persona::PersonaLibrary& library, const PersonaOptions& options) {
  Source source;
  if (LooksLikeCard(options.name)) {
    auto bytes = ReadBytes(options.name, persona::kMaxCardFileBytes);
    if (!bytes) return Fail(bytes.error());
    auto file = persona::ReadCardFile(*bytes);
    if (!file) return Fail(file.error());
    source.card = std::move(file->card);
    source.bytes = std::move(*bytes);
  } else {
    const auto found = FindPersona(library, options.name);
    if (!found) return Fail(found.error());
    if (!found->file.ok()) return Fail(found->file.findings.front().ToError());
    const Language language =
        options.language.empty() ? Language::kEnglish : LanguageFromCode(options.language);
    auto card = persona::CardFromPersona(found->file.persona, language);
    if (!card) return Fail(card.error());
    source.card = std::move(*card);
  }
  source.spec = source.card.spec;
  return source;
}

}  // namespace

void ImportCard(CommandContext& context, const PersonaOptions& options) {
  const auto bytes = ReadBytes(options.name, persona::kMaxCardFileBytes);
  if (!bytes) return context.Fail(bytes.error());
  const auto file = persona::ReadCardFile(*bytes);
  if (!file) {
    Error error = file.error();
    error.message = options.name + ": " + error.message;
    return context.Fail(error);
  }
  const persona::Persona persona =
      persona::PersonaFromCard(file->card, {.user_name = options.user});
  const std::string toml = persona::WritePersonaToml(persona);
  // What is written must be readable, whatever the card held.
  if (const auto read = persona::Persona::Parse(toml, "the imported persona"); !read) {
    return context.Fail(read.error());
  }
  const std::string path = options.output.empty() ? persona.id + ".toml" : options.output;
  if (const Status written = WriteBytes(path, toml, options.force); !written) {
    return context.Fail(written.error());
  }
  if (path == "-") return;
  const Language language = persona.prompt.zh.empty() ? Language::kEnglish : Language::kChinese;
  fmt::print("{} ({} card): {}, id {}\n", path, persona::ToString(file->card.spec),
             persona.name.For(language), persona.id);
  fmt::print("voice {} suggested; {} greetings, {} examples\n", persona.voice.id.For(language),
             persona.greetings.For(language).size(), persona.examples.size());
  if (file->card.lorebook) {
    const persona::LorebookMatcher matcher(*file->card.lorebook);
    fmt::print("lorebook: {} entries kept\n", matcher.book().entries.size());
    for (const std::string& key : matcher.unusable_keys()) {
      fmt::print("  this key is no usable expression: {}\n", key);
    }
  }
  fmt::print("Next: vivavoce persona check {}\n", path);
}

void ExportCard(CommandContext& context, const persona::PersonaLibrary& library,
                const PersonaOptions& options) {
  const std::string extension = std::filesystem::path(options.output).extension().string();
  const auto container =
      extension.empty() ? std::nullopt : persona::CardContainerFrom(extension.substr(1));
  if (!container) {
    return context.Fail(
        Error::InvalidArgument("the file must end in .json, .png or .charx", "output"));
  }
  auto source = SourceOf(library, options);
  if (!source) return context.Fail(source.error());
  if (!options.image.empty()) {
    auto image = ReadBytes(options.image, persona::kMaxCardFileBytes);
    if (!image) return context.Fail(image.error());
    source->bytes = std::move(*image);
  }
  const CardSpec spec = options.spec.empty() ? source->spec : *persona::CardSpecFrom(options.spec);
  const auto bytes = persona::WriteCardFile(source->card, spec, *container, source->bytes);
  if (!bytes) return context.Fail(bytes.error());
  if (const Status written = WriteBytes(options.output, *bytes, options.force); !written) {
    return context.Fail(written.error());
  }
  fmt::print("{}: {}, {} card, {} bytes\n", options.output, source->card.name,
             persona::ToString(spec), bytes->size());
}

}  // namespace vivavoce::app
