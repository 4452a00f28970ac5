#include "dialogue/phrase_lists.h"

#include <algorithm>
#include <array>
#include <set>
#include <span>
#include <vector>

#include "text/clause_scanner.h"
#include "text/normal_form.h"

namespace vivavoce::dialogue {
namespace {

using Units = std::vector<std::string>;

constexpr auto kBackchannels = std::to_array<std::string_view>(
    {"mm-hmm", "mmhmm",    "mm",      "hmm",    "uh-huh",  "uh huh", "mhm",    "yeah",
     "yep",    "right",    "ok",      "okay",   "sure",    "i see",  "got it", "wow",
     "really", "cool",     "exactly", "go on",  "alright", "yes",    "yup",    "hm",
     "oh",     "ah",       "aha",     "ha",     "haha",    "hehe",   "great",  "nice",
     "嗯",     "哦",       "噢",      "喔",     "唔",      "哈",     "呵呵",   "嘿嘿",
     "是啊",   "对啊",     "好啊",    "是吗",   "真的",    "不错",   "嗯哼",
     "对",     "是",       "是的",    "好",     "好的",    "行",     "没错",   "明白",
     "知道了", "原来如此", "这样啊",  "真的吗", "哈哈",    "然后呢"});
constexpr auto kStops = std::to_array<std::string_view>(
    {"stop",       "wait",    "hold on", "no",   "actually", "excuse me", "never mind", "quiet",
     "one second", "shut up", "停",      "等等", "等一下",   "先别说",    "别说了",     "不是",
     "不对",       "打住",    "算了",    "闭嘴", "安静",     "换一个",    "你听我说",   "我问你"});
constexpr auto kRepairs = std::to_array<std::string_view>(
    {"what", "pardon", "huh", "sorry", "什么", "啥", "啊", "没听清", "再说一遍"});
constexpr auto kWaits = std::to_array<std::string_view>(
    {"let me think", "let me see", "give me a second", "give me a moment", "one moment", "hang on",
     "让我想想", "让我想一下", "我想想", "我想一下", "等我想想", "稍等"});
constexpr auto kDanglingEnds = std::to_array<std::string_view>(
    {"and",  "or",   "but",  "because", "so",   "if",   "the",  "a",    "an",   "of",
     "to",   "in",   "with", "for",     "my",   "is",   "um",   "uh",   "因为", "然后",
     "但是", "所以", "如果", "的话",    "那个", "这个", "关于", "还有", "和"});
constexpr auto kConditions = std::to_array<std::string_view>(
    {"if", "unless", "although", "even if", "even though", "as soon as", "in case", "如果", "要是",
     "假如", "除非", "虽然", "即使", "就算", "只要"});
constexpr auto kConsequences =
    std::to_array<std::string_view>({",", "，", " then ", "就", "那", "也", "都", "但", "才"});
constexpr auto kFunctionWords = std::to_array<std::string_view>(
    {"a",    "an",   "the", "i",    "im",   "you",  "he",   "she", "it",  "its",  "we",
     "they", "me",   "him", "us",   "them", "my",   "your", "his", "her", "our",  "their",
     "this", "that", "is",  "are",  "was",  "were", "be",   "am",  "do",  "does", "did",
     "have", "has",  "had", "to",   "of",   "in",   "on",   "at",  "for", "with", "and",
     "or",   "but",  "so",  "then", "well", "um",   "uh",   "er",  "ah",  "oh",   "just",
     "的",   "了",   "是",  "在",   "我",   "你",   "他",   "她",  "它",  "们",   "这",
     "那",   "个",   "和",  "与",   "就",   "也",   "都",   "很",  "吗",  "呢",   "吧",
     "啊",   "呀",   "哦",  "嗯",   "呃",   "么",   "有",   "还",  "给",  "把"});
constexpr auto kWhWords = std::to_array<std::string_view>({"which", "whose", "what"});

Units UnitsOf(std::string_view text) { return text::ComparisonUnits(text); }

bool StartsWith(std::span<const std::string> units, const Units& phrase) {
  return phrase.size() <= units.size() && std::equal(phrase.begin(), phrase.end(), units.begin());
}

template <size_t N>
std::vector<Units> Parse(const std::array<std::string_view, N>& phrases) {
  std::vector<Units> parsed;
  for (const std::string_view phrase : phrases) parsed.push_back(UnitsOf(phrase));
  return parsed;
}

// `units` taken apart into phrases of the list without a rest.
bool MadeOf(std::span<const std::string> units, const std::vector<Units>& phrases) {
  std::vector<bool> reached(units.size() + 1, false);
  reached[0] = true;
  for (size_t i = 0; i < units.size(); ++i) {
    if (!reached[i]) continue;
    for (const Units& phrase : phrases) {
      if (StartsWith(units.subspan(i), phrase)) reached[i + phrase.size()] = true;
    }
  }
  return !units.empty() && reached[units.size()];
}

bool EndsWithAny(const Units& units, const std::vector<Units>& phrases) {
  return std::ranges::any_of(phrases, [&](const Units& phrase) {
    return phrase.size() <= units.size() &&
           std::equal(phrase.rbegin(), phrase.rend(), units.rbegin());
  });
}

bool IsAscii(const std::string& unit) { return static_cast<unsigned char>(unit[0]) < 0x80; }

const std::vector<Units>& Backchannels() {
  static const std::vector<Units> phrases = Parse(kBackchannels);
  return phrases;
}

}  // namespace

bool IsOnlyBackchannel(std::string_view text) { return MadeOf(UnitsOf(text), Backchannels()); }

bool BeginsWithStopPhrase(std::string_view text) {
  static const std::vector<Units> phrases = Parse(kStops);
  const Units units = UnitsOf(text);
  return std::ranges::any_of(phrases, [&](const Units& p) { return StartsWith(units, p); });
}

bool IsRepair(std::string_view text) {
  static const std::vector<Units> phrases = Parse(kRepairs);
  const Units units = UnitsOf(text);
  return std::ranges::find(phrases, units) != phrases.end();
}

bool HasContent(std::string_view text) {
  static const std::set<std::string_view> functions(kFunctionWords.begin(), kFunctionWords.end());
  int words = 0;
  int characters = 0;
  const Units units = UnitsOf(text);
  const std::span<const std::string> all(units);
  for (size_t i = 0; i < units.size();) {
    size_t skip = 0;
    for (const Units& phrase : Backchannels()) {
      if (StartsWith(all.subspan(i), phrase)) skip = std::max(skip, phrase.size());
    }
    if (skip == 0 && !functions.contains(units[i])) ++(IsAscii(units[i]) ? words : characters);
    i += std::max<size_t>(skip, 1);
  }
  return words >= 2 || characters >= 3 || (words >= 1 && characters >= 1);
}

bool AsksForTime(std::string_view text) {
  static const std::vector<Units> phrases = Parse(kWaits);
  return EndsWithAny(UnitsOf(text), phrases);
}

bool EndsDangling(std::string_view text) {
  static const std::vector<Units> phrases = Parse(kDanglingEnds);
  return EndsWithAny(UnitsOf(text), phrases);
}

bool EndsInCondition(std::string_view text) {
  static const std::vector<Units> conditions = Parse(kConditions);
  if (EndsAsQuestion(text)) return false;
  const std::string_view last = text::LastSentence(text);
  const Units units = UnitsOf(last);
  return std::ranges::any_of(conditions, [&](const Units& p) { return StartsWith(units, p); }) &&
         std::ranges::none_of(kConsequences,
                              [&](std::string_view word) { return last.contains(word); });
}

bool EndsAsSentence(std::string_view text) {
  static constexpr int kFewestUnits = 4;
  while (text.ends_with(' ')) text.remove_suffix(1);
  static constexpr auto kMarks = std::to_array<std::string_view>({".", "!", "?", "。", "！", "？"});
  const bool marked = std::ranges::any_of(
      kMarks, [&](std::string_view mark) { return text.ends_with(mark); });
  return marked && !text.ends_with("..") && CountUnits(text) >= kFewestUnits;
}

bool EndsAsQuestion(std::string_view text) {
  while (text.ends_with(' ')) text.remove_suffix(1);
  if (text.ends_with('?') || text.ends_with("？")) return true;
  const Units units = UnitsOf(text);
  static constexpr auto kParticles =
      std::to_array<std::string_view>({"吗", "呢", "吧", "了", "呀"});
  return !units.empty() && std::ranges::find(kParticles, units.back()) != kParticles.end();
}

bool IsBareWhPhrase(std::string_view text) {
  const Units units = UnitsOf(text);
  if (units.size() < 2) return false;
  if (units[0] == "哪") return units.size() <= 3 && units[1] != "里" && units[1] != "儿";
  if (units[0] == "how") return units.size() <= 3 && (units[1] == "many" || units[1] == "much");
  return units.size() == 2 && std::ranges::find(kWhWords, units[0]) != kWhWords.end() &&
         !units[1].starts_with("is") && units[1] != "are";
}

int CountUnits(std::string_view text) { return static_cast<int>(UnitsOf(text).size()); }

float Containment(std::string_view part, std::string_view whole) {
  const Units a = UnitsOf(part);
  const Units b = UnitsOf(whole);
  if (a.empty()) return 0;
  // Longest common subsequence, row by row.
  std::vector<int> row(b.size() + 1, 0);
  for (const std::string& unit : a) {
    int diagonal = 0;
    for (size_t j = 1; j <= b.size(); ++j) {
      const int above = row[j];
      row[j] = unit == b[j - 1] ? diagonal + 1 : std::max(above, row[j - 1]);
      diagonal = above;
    }
  }
  return static_cast<float>(row.back()) / static_cast<float>(a.size());
}

}  // namespace vivavoce::dialogue
