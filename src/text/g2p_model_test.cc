#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "text/g2p.h"
#include "text/phoneme_alphabet.h"
#include "text/testing/dictionary_files.h"
#include "text/utf8.h"

namespace vivavoce::text::g2p_model_test {
namespace {

using Case = std::pair<std::string, std::string>;

// All tests share one instance: loading takes a second.
const G2p& Shared() {
  static const std::shared_ptr<const G2p> g2p = [] {
    auto created = G2p::Create(InstalledDictionaries());
    if (!created) ADD_FAILURE() << created.error().ToString();
    return created.value_or(nullptr);
  }();
  return *g2p;
}

std::string Say(std::string_view text, Language language = Language::kUnknown) {
  const Result<PhonemeText> result = Shared().Convert(text, language);
  return result ? ToUtf8(result->phonemes) : "error: " + result.error().ToString();
}

std::vector<Case> ReadGolden(const std::string& name) {
  std::ifstream file(std::string(VV_SOURCE_DIR) + "/tests/data/text/" + name);
  std::vector<Case> cases;
  for (std::string line; std::getline(file, line);) {
    const size_t tab = line.find('\t');
    cases.emplace_back(line.substr(0, tab), line.substr(tab + 1));
  }
  return cases;
}

TEST(G2pTest, DictionaryTonesEqualTheReferenceFrontEnd) {
  const G2pFiles files = InstalledDictionaries();
  const ChineseG2p chinese(
      WordSegmenter::Create({files.jieba_dictionary, files.jieba_hmm_model}).value(),
      PinyinDictionary::Create({files.pinyin_phrases, files.pinyin_characters}).value());
  const std::vector<Case> cases = ReadGolden("misaki_zh.tsv");
  ASSERT_EQ(cases.size(), 60u);
  for (const auto& [text, phonemes] : cases) {
    EXPECT_EQ(ToUtf8(chinese.Convert(text, ChineseTones::kDictionary).phonemes), phonemes) << text;
  }
}

TEST(G2pTest, EnglishEqualsTheReferenceFrontEnd) {
  const std::vector<Case> cases = ReadGolden("misaki_en.tsv");
  ASSERT_EQ(cases.size(), 60u);
  for (const auto& [text, phonemes] : cases) EXPECT_EQ(Say(text), phonemes) << text;
}

TEST(G2pTest, ChineseTonesFollowTheirNeighbours) {
  const std::vector<Case> cases = {// third tones
                                   {"你好", "ni↗xau↓"},
                                   {"很好", "xə↗n xau↓"},
                                   {"我很好", "wo↓ xə↗n xau↓"},
                                   {"雨伞", "y↗sa↓n"},
                                   {"老师", "lau↓ʂɨ→"},
                                   {"我喜欢", "wo↗ ɕi↓xwan"},
                                   // 一
                                   {"一个", "i↗kɤ↘"},
                                   {"一天", "i↘tʰjɛ→n"},
                                   {"一年", "i↘njɛ↗n"},
                                   {"一起", "i↘ʨʰi↓"},
                                   {"一样", "i↗ja↘ŋ"},
                                   {"第一", "ti↘i→"},
                                   {"十一", "ʂɨ↗i→"},
                                   {"想一想", "ɕja↓ŋiɕja↓ŋ"},
                                   {"一月", "i→ɥe↘"},
                                   {"统一", "tʰʊ↓ŋi→"},
                                   // 不
                                   {"不是", "pu↗ʂɨ↘"},
                                   {"不对", "pu↗ twei↘"},
                                   {"不好", "pu↘xau↓"},
                                   {"不知道", "pu↘ ꭧɨ→tau"},
                                   {"对不起", "twei↘puʨʰi↓"},
                                   // neutral tones
                                   {"妈妈", "ma→ma"},
                                   {"东西", "tʊ→ŋɕi"},
                                   {"看看", "kʰa↘nkʰan"},
                                   {"谢谢", "ɕje↘ɕje"},
                                   {"朋友们", "pʰə↗ŋjou mən"},
                                   {"出来", "ꭧʰu→lai"},
                                   {"孩子", "xai↗ʦɨ"},
                                   {"什么", "ʂə↗nmɤ"},
                                   // 儿
                                   {"花儿", "xwa→ɚ"},
                                   {"一点儿", "i→tja↓ɚ"},
                                   {"女儿", "ny↓ɚ↗"},
                                   {"这儿", "ꭧɤ↘ɚ"},
                                   {"小孩儿", "ɕjau↓xa↗ɚ"}};
  for (const auto& [text, phonemes] : cases) EXPECT_EQ(Say(text), phonemes) << text;
}

TEST(G2pTest, PolyphonesAreReadInContext) {
  // The syllable in question, as it must appear in the sentence.
  const std::vector<Case> cases = {{"银行在前面", "xa↗ŋ"},
                                   {"他行不行", "ɕi↗ŋ"},
                                   {"我长大了", "ꭧa↓ŋ"},
                                   {"头发很长", "ꭧʰa↗ŋ"},
                                   {"重新开始", "ꭧʰʊ↗ŋ"},
                                   {"这个很重要", "ꭧʊ↘ŋ"},
                                   {"音乐", "ɥe↘"},
                                   {"快乐", "lɤ↘"},
                                   {"睡觉", "ʨjau↘"},
                                   {"我觉得", "ʨɥe↗"},
                                   {"还有", "xai↗"},
                                   {"还给你", "xwa↗n"},
                                   {"我得走了", "tei↗"},
                                   {"跑得快", "tɤ"},
                                   {"慢慢地走", "tɤ"},
                                   {"地上", "ti↘"},
                                   {"一只猫", "ꭧɨ→"},
                                   {"只有", "ꭧɨ↗"},
                                   {"教我唱歌", "ʨjau→"},
                                   {"教室", "ʨjau↘"},
                                   {"睡着了", "ꭧau↗"},
                                   {"看着我", "ꭧɤ"},
                                   {"受不了", "ljau↓"},
                                   {"吃了", "lɤ"},
                                   {"你干什么", "ka↘n"},
                                   {"饼干", "ka→n"},
                                   {"为什么", "wei↘"},
                                   {"成为", "wei↗"},
                                   {"都是", "tou→"},
                                   {"首都", "tu→"},
                                   {"弹得好", "tʰa↗n"},
                                   {"子弹", "ta↘n"},
                                   {"谁", "ʂei↗"},
                                   {"便宜", "pʰjɛ↗n"},
                                   {"方便", "pjɛ↘n"},
                                   {"暖和", "xwo"},
                                   {"你和我", "xɤ↗"},
                                   {"会议", "xwei↘"},
                                   {"会计", "kʰwai↘"},
                                   {"校长", "ꭧa↓ŋ"}};
  for (const auto& [text, syllable] : cases) {
    EXPECT_THAT(Say(text), testing::HasSubstr(syllable)) << text;
  }
}

TEST(G2pTest, EveryKindOfSyllableHasItsPhonemes) {
  const std::vector<Case> cases = {
      {"八", "pa→"},    {"怕", "pʰa↘"},   {"马", "ma↓"},          {"飞", "fei→"},
      {"大", "ta↘"},    {"他", "tʰa→"},   {"女", "ny↓"},          {"六", "ljou↘"},
      {"高", "kau→"},   {"开", "kʰai→"},  {"黑", "xei→"},         {"家", "ʨja→"},
      {"去", "ʨʰy↘"},   {"雪", "ɕɥe↓"},   {"中", "ꭧʊ→ŋ"},   {"吃", "ꭧʰɨ→"},
      {"是", "ʂɨ↘"},    {"人", "ɻə↗n"},   {"字", "ʦɨ↘"},          {"词", "ʦʰɨ↗"},
      {"四", "sɨ↘"},    {"鱼", "y↗"},     {"云", "y↗n"},          {"月", "ɥe↘"},
      {"元", "ɥɛ↗n"},   {"用", "jʊ↘ŋ"},   {"五", "u↓"},           {"王", "wa↗ŋ"},
      {"为", "wei↘"},   {"翁", "wə→ŋ"},   {"二", "ɚ↘"},           {"波", "pwo→"},
      {"火", "xwo↓"},   {"快", "kʰwai↘"}, {"熊", "ɕjʊ↗ŋ"},        {"绿", "ly↘"},
      {"军", "ʨy→n"},   {"全", "ʨʰɥɛ↗n"}, {"春", "ꭧʰwə→n"}, {"光", "kwa→ŋ"},
      {"鸟", "njau↓"},  {"贴", "tʰje→"},  {"星", "ɕi→ŋ"},         {"新", "ɕi→n"},
      {"天", "tʰjɛ→n"}, {"想", "ɕja↓ŋ"},  {"嗯", "n↘"},           {"哦", "ɔ↘"},
      {"水", "ʂwei↓"},  {"花", "xwa→"}};
  for (const auto& [text, phonemes] : cases) EXPECT_EQ(Say(text), phonemes) << text;
}

TEST(G2pTest, EnglishWordsDependOnWhatIsBesideThem) {
  const std::vector<Case> cases = {{"the apple", "ði ˈæpᵊl"},
                                   {"the dog", "ðə dˈɔɡ"},
                                   {"to eat", "tʊ ˈit"},
                                   {"to go", "tə ɡˌO"},
                                   {"I read a book yesterday.", "ˌI ɹˈɛd ɐ bˈʊk jˈɛstəɹdˌA."},
                                   {"I read every day.", "ˌI ɹˈid ˈɛvəɹi dˈA."},
                                   {"I have read it.", "ˌI hæv ɹˈɛd ɪt."},
                                   {"We live here.", "wˌi lˈɪv hˈɪɹ."},
                                   {"a live show", "ɐ lˈIv ʃˈO"},
                                   {"to record a record", "tə ɹəkˈɔɹd ɐ ɹˈɛkəɹd"},
                                   {"Close the door.", "klˈOz ðə dˈɔɹ."},
                                   {"so close", "sˌO klˈOs"},
                                   {"I used to sing.", "ˌI jˈust tə sˈɪŋ."},
                                   {"He used it.", "hˌi jˈuzd ɪt."},
                                   {"Plan A", "plˈæn ˈA"},
                                   {"a test", "ɐ tˈɛst"}};
  for (const auto& [text, phonemes] : cases) EXPECT_EQ(Say(text), phonemes) << text;
}

TEST(G2pTest, EnglishWordsOutsideTheDictionaryAreDerived) {
  const std::vector<Case> cases = {
      {"chatbot", "ʧˈætbˌɑt"}, {"NASA", "nˈæsə"},           {"USA", "jˌuˌɛsˈA"},
      {"CDs", "sˌidˈiz"},      {"e-mail", "ˈimˌAl"},        {"U.S.", "jˌuˈɛs"},
      {"café", "kæfˈA"},       {"naïve", "nɑˈiv"},          {"who've", "hˌuəv"},
      {"Anna'll", "ˈɑnəəl"},   {"well-known", "wˈɛlnˌOn"},  {"iPhone", "ˈIfˌOn"},
      {"Xiaoyue", "ʃjˌWjuˈɛ"}, {"frobnicate", "fɹˈɑbnɪkAt"}};
  for (const auto& [text, phonemes] : cases) EXPECT_EQ(Say(text), phonemes) << text;
}

TEST(G2pTest, BothLanguagesMayShareASentence) {
  EXPECT_EQ(Say("我们去K歌吧，OK吗？"), "wo↓mən ʨʰy↘ kˈA kɤ→ pa, ˌOkˈA ma?");
  EXPECT_THAT(Say("I live in 北京."), testing::HasSubstr("pei↓ʨi→ŋ"));
  EXPECT_EQ(Say("3", Language::kChinese), "sa→n");
  EXPECT_EQ(Say("3", Language::kEnglish), "θɹˈi");
}

TEST(G2pTest, WordsPointAtTheOriginalText) {
  const std::string text = "我有$2.5，Dr. Smith说OK";
  const PhonemeText result = Shared().Convert(text, Language::kChinese).value();
  std::vector<std::string> words;
  for (const PhonemeWord& w : result.words) {
    words.push_back(text.substr(w.text_begin, w.text_end - w.text_begin));
  }
  EXPECT_THAT(words, testing::ElementsAre("我", "有", "$2.5", "Dr.", "Smith", "说", "OK"));
}

void ExpectSound(const std::string& text, const PhonemeText& result) {
  size_t text_at = 0;
  size_t phoneme_at = 0;
  for (const PhonemeWord& w : result.words) {
    ASSERT_LE(text_at, w.text_begin);
    ASSERT_LT(w.text_begin, w.text_end);
    ASSERT_LE(phoneme_at, w.phoneme_begin);
    ASSERT_LT(w.phoneme_begin, w.phoneme_end);
    text_at = w.text_end;
    phoneme_at = w.phoneme_end;
  }
  ASSERT_LE(text_at, text.size());
  ASSERT_LE(phoneme_at, result.phonemes.size());
  for (const char32_t c : result.phonemes) ASSERT_TRUE(IsKokoroPhoneme(c)) << static_cast<int>(c);
}

TEST(G2pTest, AnyInputGivesSymbolsOfTheAlphabetAndOrderedWords) {
  const std::vector<std::string> atoms = {
      "你好", "hello", " ",        "3",      "3.14", "%",  "儿", "一", "不",  ",",    "。",
      "(",    "\xFF",  "\xE4\xBD", "\x01",   "é",    "ß",  "ж",  "😀",  "$",   "-",    "'",
      "’",    "\"",    "USA",      "A",      "i",    "ﷺ",  "龘", "〇", "Ａ",  "１",   "：",
      ":",    "/",     "10:30",    "2024年", "km",   "得", "了", ".",  "...", "e.g.", "𠀀"};
  std::mt19937 random(17);
  for (int round = 0; round < 1500; ++round) {
    std::string text;
    for (size_t i = random() % 25; i > 0; --i) text += atoms[random() % atoms.size()];
    const Language language = static_cast<Language>(random() % 3);
    const Result<PhonemeText> result = Shared().Convert(text, language);
    ASSERT_TRUE(result) << text;
    ExpectSound(text, *result);
  }
  for (int round = 0; round < 300; ++round) {
    std::string text;
    for (size_t i = random() % 200; i > 0; --i) text += static_cast<char>(random());
    ExpectSound(text, Shared().Convert(text, Language::kUnknown).value());
  }
}

TEST(G2pTest, LongInputIsConvertedOrRefused) {
  for (const std::string unit : {"a", "你", "1", "hello ", "-", "\xFF", "."}) {
    std::string text;
    while (text.size() < 30'000) text += unit;
    ExpectSound(text, Shared().Convert(text, Language::kUnknown).value());
  }
  const std::string huge(G2p::kLongestText + 1, 'a');
  const auto refused = Shared().Convert(huge, Language::kEnglish);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kInvalidArgument);
}

TEST(G2pTest, EveryDictionaryWordStaysInTheAlphabet) {
  for (const std::string& path :
       {InstalledDictionaries().english_gold, InstalledDictionaries().pinyin_phrases}) {
    std::ifstream file(path);
    size_t line_number = 0;
    for (std::string line; std::getline(file, line);) {
      // A sample: every 50th line.
      if (++line_number % 50 != 0) continue;
      ExpectSound(line, Shared().Convert(line, Language::kUnknown).value());
    }
    EXPECT_GT(line_number, 1000u);
  }
}

TEST(G2pTest, AMissingOrBrokenDictionaryIsNamed) {
  G2pFiles files = InstalledDictionaries();
  files.pinyin_phrases = "/nonexistent/phrases.json";
  const auto missing = G2p::Create(files);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(missing.error().message, testing::HasSubstr("/nonexistent/phrases.json"));
  files = InstalledDictionaries();
  std::swap(files.jieba_dictionary, files.jieba_hmm_model);
  const auto swapped = G2p::Create(files);
  ASSERT_FALSE(swapped);
  EXPECT_EQ(swapped.error().code, ErrorCode::kCorrupt);
}

}  // namespace
}  // namespace vivavoce::text::g2p_model_test
