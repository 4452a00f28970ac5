#include "text/stage_directions.h"

#include <algorithm>
#include <array>
#include <string>

#include "text/script.h"
#include "text/utf8.h"

namespace vivavoce::text {
namespace {

constexpr size_t kLongestEnglish = 8;   // words
constexpr size_t kLongestChinese = 14;  // ideographs

constexpr auto kEnglish = std::to_array<std::string_view>(
    {"laugh",    "chuckle", "giggle", "sigh",    "smile",   "grin",    "smirk",  "whisper",
     "softly",   "quietly", "pause",  "breath",  "gasp",    "cry",     "sob",    "sniff",
     "cough",    "clears",  "nod",    "shrug",   "wink",    "blush",   "frown",  "yawn",
     "groan",    "moan",    "hum",    "wave",    "clap",    "bow",     "lean",   "tilt",
     "gently",   "angrily", "sadly",  "happily", "excited", "nervous", "shy",    "thinking",
     "thinks",   "silence", "silent", "beat",    "teasing", "playful", "tender", "warmly",
     "cheerful", "voice",   "eyes",   "hug",     "pats",    "snort"});

constexpr auto kChinese = std::to_array<std::string_view>(
    {"笑",   "叹",     "轻声", "小声", "低声", "大声", "温柔",   "沉默", "停顿",   "哭",
     "哽咽", "点头",   "摇头", "眨眼", "挥手", "歪头", "害羞",   "脸红", "深呼吸", "呼吸",
     "惊讶", "开心",   "生气", "委屈", "撒娇", "咳",   "打哈欠", "鼓掌", "拥抱",   "抱",
     "思考", "想了想", "皱眉", "耸肩", "语气", "声音", "兴奋",   "紧张", "悄悄",   "认真",
     "无奈", "调皮",   "俏皮", "哼",   "吐舌", "拍",   "摸"});

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return lower;
}

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

// A vocabulary word at the beginning of a word: "laughing" and "laughs", not "slaughter".
bool HoldsWord(const std::string& lower, std::string_view word) {
  for (size_t at = lower.find(word); at != std::string::npos; at = lower.find(word, at + 1)) {
    if (at == 0 || lower[at - 1] < 'a' || lower[at - 1] > 'z') return true;
  }
  return false;
}

}  // namespace

bool IsStageDirection(std::string_view inner) {
  const Size size = Measure(inner);
  if (size.words > kLongestEnglish || size.ideographs > kLongestChinese) return false;
  if (inner.find_first_of("?!") != inner.npos || inner.find("？") != inner.npos) return false;
  const std::string lower = Lower(inner);
  const auto holds = [&](std::string_view word) { return HoldsWord(lower, word); };
  const auto holds_zh = [&](std::string_view word) { return inner.find(word) != inner.npos; };
  return std::any_of(kEnglish.begin(), kEnglish.end(), holds) ||
         std::any_of(kChinese.begin(), kChinese.end(), holds_zh);
}

bool IsAsteriskAction(std::string_view inner) {
  if (IsStageDirection(inner)) return true;
  const Size size = Measure(inner);
  const bool small = !inner.empty() && inner[0] >= 'a' && inner[0] <= 'z';
  const size_t space = inner.find(' ');
  if (!small || size.words < 2 || space == inner.npos || size.words > 2 * kLongestEnglish) {
    return false;
  }
  return inner[space - 1] == 's' || inner.substr(0, space).ends_with("ing");
}

}  // namespace vivavoce::text
