#include "persona/voice_suggestion.h"

#include <array>
#include <cctype>
#include <span>
#include <string>

namespace vivavoce::persona {
namespace {

// How often any of the words is there: English ones as whole words, Chinese ones anywhere.
int Count(std::string_view text, std::span<const std::string_view> words) {
  const auto letter = [](char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; };
  int count = 0;
  for (const std::string_view word : words) {
    for (size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
      const size_t end = at + word.size();
      const bool whole = !letter(word.front()) || ((at == 0 || !letter(text[at - 1])) &&
                                                   (end == text.size() || !letter(text[end])));
      count += whole ? 1 : 0;
    }
  }
  return count;
}

constexpr auto kMale = std::to_array<std::string_view>(
    {"he",     "him",     "his",         "man",  "male", "boy",  "king",    "prince",
     "father", "brother", "lord",        "sir",  "mr",   "guy",  "husband", "wizard",
     "son",    "uncle",   "grandfather", "他",   "男",   "先生", "国王",    "王子",
     "父亲",   "哥哥",    "爷爷",        "叔叔", "少爷"});
constexpr auto kFemale = std::to_array<std::string_view>(
    {"she",      "her",    "hers",     "woman", "female",      "girl", "queen",
     "princess", "mother", "sister",   "lady",  "miss",        "mrs",  "ms",
     "wife",     "witch",  "daughter", "aunt",  "grandmother", "她",   "女",
     "小姐",     "女王",   "公主",     "母亲",  "姐姐",        "妹妹", "奶奶"});
constexpr auto kOld = std::to_array<std::string_view>(
    {"old", "elder", "elderly", "aged", "ancient", "wise", "veteran", "grandfather", "grandmother",
     "retired", "老人", "老年", "年迈", "长者", "爷爷", "奶奶", "老头", "沧桑"});
constexpr auto kYoung = std::to_array<std::string_view>(
    {"young",   "teen",     "teenage",   "kid",  "child", "boy",  "girl",
     "student", "cheerful", "energetic", "少年", "少女",  "孩子", "学生",
     "年轻",    "活泼",     "元气",      "小孩", "萝莉",  "正太"});
constexpr auto kGrave = std::to_array<std::string_view>(
    {"stern", "cold", "gruff", "deep", "dark", "grim", "serious", "commander", "warrior", "strong",
     "冷酷",  "冷漠", "低沉",  "威严", "严肃", "高冷", "将军",    "战士",      "霸道",    "沉稳"});

}  // namespace

PersonaVoice SuggestVoice(std::string_view description) {
  std::string text(description.substr(0, 16 << 10));
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  const bool male = Count(text, kMale) > Count(text, kFemale);
  const int old = Count(text, kOld);
  const int young = Count(text, kYoung);
  const bool grave = Count(text, kGrave) > 0;
  PersonaVoice voice;
  if (old > young) {
    voice.id = male ? Bilingual{"bm_george", "zm_yunyang"} : Bilingual{"bf_emma", "zf_xiaobei"};
    voice.speed = 0.9f;
  } else if (grave) {
    voice.id = male ? Bilingual{"am_onyx", "zm_yunjian"}
                    : Bilingual{"bf_isabella", "zf_xiaoxiao:0.7+zf_xiaoni:0.3"};
    voice.speed = 0.95f;
  } else if (young > 0) {
    voice.id = male ? Bilingual{"am_puck", "zm_yunxia"} : Bilingual{"af_bella", "zf_xiaoyi"};
    voice.speed = 1.05f;
  } else {
    voice.id = male ? Bilingual{"am_michael", "zm_yunxi"} : Bilingual{"af_heart", "zf_xiaoxiao"};
  }
  return voice;
}

}  // namespace vivavoce::persona
