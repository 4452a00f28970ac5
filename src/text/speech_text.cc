#include "text/speech_text.h"

#include <algorithm>
#include <vector>

#include "text/script.h"
#include "text/speech_markup.h"

namespace vivavoce::text {

std::string CleanForSpeech(std::string_view reply) { return MarkupReader().Read(reply).text; }

bool HasSpeech(std::string_view text) {
  const std::vector<ScriptRun> runs = ScriptRuns(text);
  return std::any_of(runs.begin(), runs.end(), [](const ScriptRun& run) {
    return run.script == Script::kHan || run.script == Script::kLatin ||
           run.script == Script::kDigit;
  });
}

}  // namespace vivavoce::text
