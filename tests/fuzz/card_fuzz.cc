// A character card of a stranger, as bare JSON, picture or archive. The first byte says whether the
// rest is the file, or the card inside a whole one: a fuzzer does not find checksums. What is read
// becomes a persona that can be written and read, and every container gives the same card back.
#include "fuzz.h"
#include "persona/card_file.h"
#include "persona/card_persona.h"
#include "persona/lorebook_matcher.h"
#include "persona/persona_file.h"
#include "persona/persona_writer.h"
#include "persona/png_chunks.h"
#include "persona/zip_archive.h"

using namespace vivavoce::persona;

namespace {

void UseCard(const CharacterCard& card) {
  const std::string toml = WritePersonaToml(PersonaFromCard(card));
  FUZZ_CHECK(ReadPersonaFile(toml, "fuzz").ok());
  for (const CardSpec spec : {CardSpec::kV1, CardSpec::kV2, CardSpec::kV3}) {
    const auto json = CardJson(card, spec);
    if (!json) continue;
    FUZZ_CHECK(ParseCard(*json));
    for (const auto container :
         {CardContainer::kJson, CardContainer::kPng, CardContainer::kCharx}) {
      const auto written = WriteCardFile(card, spec, container);
      if (written) FUZZ_CHECK(ReadCardFile(*written));
    }
  }
  if (card.lorebook) {
    LorebookMatcher(*card.lorebook).Activate({.messages = {card.description, "Mary gull rock"}});
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  std::string bytes(Text(data + 1, size - 1));
  switch (data[0] % 4) {
    case 0:
      break;
    case 1:
      bytes = WriteZip({{"card.json", bytes}});
      break;
    case 2: {
      auto chunks = PlainPicture("fuzz");
      chunks.insert(chunks.end() - 1, TextChunk("chara", bytes));
      bytes = WritePng(chunks);
      break;
    }
    default: {
      auto chunks = PlainPicture("fuzz");
      chunks.insert(chunks.end() - 1, {"zTXt", bytes});
      bytes = WritePng(chunks);
    }
  }
  if (const auto file = ReadCardFile(bytes)) UseCard(file->card);
  if (const auto entries = ReadZip(bytes)) {
    FUZZ_CHECK(ReadZip(WriteZip(*entries))->size() == entries->size());
  }
  return 0;
}
