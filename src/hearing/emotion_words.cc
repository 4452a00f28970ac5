#include "hearing/emotion_words.h"

#include <span>
#include <string>

#include "text/normal_form.h"

namespace vivavoce::hearing {
namespace {

using Words = std::span<const std::string_view>;

constexpr std::string_view kGlad[] = {
    "happy",  "glad",   "great",   "wonderful", "awesome", "love",   "excited", "thrilled", "yay",
    "haha",   "lovely", "amazing", "fantastic", "开心",    "高兴",   "太好了", "太棒了",   "哈哈",
    "快乐",   "喜欢",   "真棒",    "好耶",      "激动",    "幸福"};
constexpr std::string_view kSad[] = {
    "sad",   "cry",    "crying", "cried",  "miss",     "lonely", "alone",  "heartbroken", "hurts",
    "died",  "lost",   "sorry",  "upset",  "hopeless", "难过",   "伤心",   "想哭",        "哭",
    "孤单",  "孤独",   "失望",   "委屈",   "分手",     "去世",   "想念",   "难受",        "心痛",
    "绝望",  "舍不得"};
constexpr std::string_view kTired[] = {"tired", "exhausted", "sleepy", "worn out", "累",
                                       "困",    "疲惫",      "没力气", "好烦",     "无聊"};
constexpr std::string_view kAngry[] = {"angry",  "furious",    "hate",   "ridiculous", "damn",
                                       "stupid", "unbelievable", "fed up", "生气",     "气死",
                                       "讨厌",   "受不了",     "可恶",   "烦死",       "凭什么",
                                       "混蛋",   "滚"};
constexpr std::string_view kHurried[] = {"hurry",   "quick", "quickly", "come on", "right now",
                                         "already", "快点",  "赶紧",    "快说",    "别磨蹭",
                                         "到底",    "催"};
constexpr std::string_view kAfraid[] = {"afraid",  "scared", "worried", "nervous", "anxious",
                                        "terrified", "害怕", "担心",    "紧张",    "焦虑",
                                        "怎么办",  "吓"};
constexpr std::string_view kNegations[] = {"not ", "never ", "don t ", "dont ", "isn t ", "isnt ",
                                           "no ",  "不",     "没",     "别",    "不太",   "不是很"};

bool IsLetter(char c) { return c >= 'a' && c <= 'z'; }

bool NegatedBefore(std::string_view text, size_t at) {
  for (const std::string_view negation : kNegations) {
    if (text.substr(0, at).ends_with(negation)) return true;
  }
  return false;
}

// English words as whole words, Chinese ones anywhere.
int Count(std::string_view text, Words words, int& negated) {
  int count = 0;
  for (const std::string_view word : words) {
    const bool latin = IsLetter(word.front());
    for (size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
      const size_t end = at + word.size();
      if (latin && ((at > 0 && IsLetter(text[at - 1])) || (end < text.size() && IsLetter(text[end]))))
        continue;
      ++(NegatedBefore(text, at) ? negated : count);
    }
  }
  return count;
}

}  // namespace

FeelingWords FindFeelingWords(std::string_view words) {
  const std::string text = text::NormalForm(words);
  FeelingWords found;
  int not_glad = 0, ignored = 0;
  found.glad = Count(text, kGlad, not_glad);
  found.sad = Count(text, kSad, ignored) + not_glad;
  found.tired = Count(text, kTired, ignored);
  found.angry = Count(text, kAngry, ignored);
  found.hurried = Count(text, kHurried, ignored);
  found.afraid = Count(text, kAfraid, ignored);
  return found;
}

}  // namespace vivavoce::hearing
