#include "text/stage_directions.h"

#include "text/direction.h"
#include "text/letter_case.h"
#include "text/script.h"
#include "text/utf8.h"

namespace vivavoce::text {
namespace {

constexpr size_t kLongestEnglish = 8;   // words
constexpr size_t kLongestChinese = 14;  // ideographs
// Of a phrase whose words may also be content ("slow", "快一点"), as much must be known.
constexpr float kUnderstood = 0.99f;

struct Size {
  size_t words = 0;
  size_t ideographs = 0;
};

Size Measure(std::string_view text) {
  Size size;
  for (const ScriptRun& run : ScriptRuns(text)) {
    if (run.script == Script::kLatin) ++size.words;
    if (run.script == Script::kHan) {
      size.ideographs += CountCodePoints(text.substr(run.begin, run.end - run.begin));
    }
  }
  return size;
}

}  // namespace

bool IsStageDirection(std::string_view inner) {
  const Size size = Measure(inner);
  if (size.words > kLongestEnglish || size.ideographs > kLongestChinese) return false;
  if (inner.find_first_of("?!") != inner.npos || inner.find("？") != inner.npos) return false;
  const Direction direction = ReadDirection(inner);
  return direction.unmistakable || direction.understood >= kUnderstood;
}

bool IsAsteriskAction(std::string_view inner) {
  const Size size = Measure(inner);
  // One emphasised word is no direction when it might be content: "it was *slow*".
  if (IsStageDirection(inner) && ReadDirection(inner).unmistakable) return true;
  const bool small = !inner.empty() && IsLower(inner[0]);
  const size_t space = inner.find(' ');
  if (!small || size.words < 2 || space == inner.npos || size.words > 2 * kLongestEnglish) {
    return false;
  }
  return inner[space - 1] == 's' || inner.substr(0, space).ends_with("ing");
}

}  // namespace vivavoce::text
