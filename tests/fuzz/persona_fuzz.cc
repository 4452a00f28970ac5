// A persona file of a stranger: it is read or refused with findings; what is read is looked through,
// rendered, and written as a file that reads back to the same file.
#include "fuzz.h"
#include "persona/persona_file.h"
#include "persona/persona_linter.h"
#include "persona/persona_writer.h"
#include "persona/prompt.h"
#include "text/utf8.h"

using namespace vivavoce;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const persona::PersonaFile file = persona::ReadPersonaFile(Text(data, size), "fuzz");
  for (const persona::Finding& finding : file.findings) FUZZ_CHECK(!finding.message.empty());
  persona::LintPersona(file, {});
  if (!file.ok()) return 0;
  for (const Language language : {Language::kEnglish, Language::kChinese}) {
    const auto prompt = persona::RenderPrompt(file.persona, "", language);
    FUZZ_CHECK(text::IsValidUtf8(prompt.system));
  }
  const std::string written = persona::WritePersonaToml(file.persona);
  const persona::PersonaFile again = persona::ReadPersonaFile(written, "again");
  FUZZ_CHECK(again.ok());
  FUZZ_CHECK(persona::WritePersonaToml(again.persona) == written);
  return 0;
}
