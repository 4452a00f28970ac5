// The parts of the front end that need no dictionary.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <utility>
#include <vector>

#include "text/aligned_text.h"
#include "text/english_stress.h"
#include "text/language_spans.h"
#include "text/letter_to_sound.h"
#include "text/phoneme_alphabet.h"
#include "text/pinyin.h"
#include "text/string_table.h"
#include "text/tone_sandhi.h"
#include "text/utf8.h"

namespace vivavoce::text::phonemes_test {
namespace {

using Case = std::pair<std::string, std::string>;

TEST(PinyinTest, ToneMarksAndDigitsAreRead) {
  EXPECT_EQ(ParsePinyin("zhōng"), (PinyinSyllable{"zhong", 1}));
  EXPECT_EQ(ParsePinyin("lǜ"), (PinyinSyllable{"lv", 4}));
  EXPECT_EQ(ParsePinyin("ma"), (PinyinSyllable{"ma", 5}));
  EXPECT_EQ(ParsePinyin("hao3"), (PinyinSyllable{"hao", 3}));
  EXPECT_EQ(ParsePinyin("ń"), (PinyinSyllable{"n", 2}));
  EXPECT_EQ(ParsePinyin("m\u0300"), (PinyinSyllable{"m", 4}));
  for (const char* bad : {"", "xyz", "hello", "1", "ā!", "\xFF"}) EXPECT_FALSE(ParsePinyin(bad));
}

TEST(PinyinTest, ErhuaColoursTheRhyme) {
  EXPECT_EQ(PinyinPhonemes({"dian", 3, true}), U"tja↓ɚ");
  EXPECT_EQ(PinyinPhonemes({"hua", 1, true}), U"xwa→ɚ");
  EXPECT_EQ(PinyinPhonemes({"shi", 4, true}), U"ʂ↘ɚ");
}

TEST(PhonemeAlphabetTest, HoldsTheSymbolsOfTheModel) {
  size_t count = 0;
  for (char32_t c = 1; c < 0x10000; ++c) count += IsKokoroPhoneme(c) ? 1 : 0;
  EXPECT_EQ(count, 114u);
}

TEST(PhonemeAlphabetTest, PausesAttachAndSpacesFold) {
  std::u32string phonemes;
  for (const char32_t c : std::u32string(U"  a  ,, b ...")) AppendPhoneme(phonemes, c);
  EXPECT_EQ(phonemes, U"a, b.");
}

TEST(EnglishStressTest, EndingsSoundLikeTheStemWants) {
  EXPECT_EQ(WithS(U"kˈæt"), U"kˈæts");
  EXPECT_EQ(WithS(U"dˈɔɡ"), U"dˈɔɡz");
  EXPECT_EQ(WithS(U"hˈɔɹs"), U"hˈɔɹsᵻz");
  EXPECT_EQ(WithEd(U"wˈɔk"), U"wˈɔkt");
  EXPECT_EQ(WithEd(U"bˈɛɡ"), U"bˈɛɡd");
  EXPECT_EQ(WithEd(U"wˈAt"), U"wˈAɾᵻd");
  EXPECT_EQ(WithEd(U"nˈid"), U"nˈidᵻd");
  EXPECT_EQ(WithIng(U"wˈAt"), U"wˈAɾɪŋ");
  EXPECT_EQ(WithIng(U""), U"");
}

TEST(EnglishStressTest, MarksChange) {
  EXPECT_EQ(ApplyStress(U"həlˈO", StressChange::kDemote), U"həlˌO");
  EXPECT_EQ(ApplyStress(U"həlˈO", StressChange::kRemove), U"həlO");
  EXPECT_EQ(ApplyStress(U"ænd", StressChange::kAtLeastSecondary), U"ˌænd");
  EXPECT_EQ(ApplyStress(U"wˌi", StressChange::kPromote), U"wˈi");
  EXPECT_EQ(ApplyStress(U"s", StressChange::kPromote), U"s");
}

TEST(LetterToSoundTest, RegularSpellingsAreRegular) {
  const std::vector<Case> cases = {{"blick", "blˈɪk"},   {"snake", "snˈAk"}, {"phone", "fˈOn"},
                                   {"nation", "nˈAʃən"}, {"chip", "ʧˈɪp"},   {"quick", "kwˈɪk"},
                                   {"night", "nˈIt"},    {"boy", "bˈY"},     {"moon", "mˈun"},
                                   {"sheep", "ʃˈip"},    {"thing", "θˈɪŋ"},  {"jazz", "ʤˈæz"},
                                   {"knob", "nˈɑb"},     {"wrist", "ɹˈɪst"}, {"edge", "ˈɛʤ"},
                                   {"table", "tˈAbᵊl"},  {"boil", "bˈYl"},   {"coat", "kˈOt"}};
  for (const auto& [word, phonemes] : cases) {
    EXPECT_EQ(ToUtf8(LettersToSounds(word)), phonemes) << word;
  }
}

TEST(LetterToSoundTest, AnyLettersGiveSymbolsOfTheAlphabet) {
  std::mt19937 random(41);
  for (int round = 0; round < 3000; ++round) {
    std::string word;
    for (size_t i = random() % 15; i > 0; --i) word += static_cast<char>('a' + random() % 26);
    for (const char32_t c : LettersToSounds(word)) {
      ASSERT_TRUE(IsKokoroPhoneme(c) || c == U'ɾ') << word;
    }
    for (const char32_t c : PinyinInEnglish(word)) ASSERT_TRUE(IsKokoroPhoneme(c)) << word;
  }
}

TEST(LetterToSoundTest, PinyinNamesAreRecognised) {
  EXPECT_EQ(ToUtf8(PinyinInEnglish("Xiaoming")), "ʃjˌWmˈiŋ");
  EXPECT_EQ(ToUtf8(PinyinInEnglish("Zhang")), "ʤˈɑŋ");
  EXPECT_TRUE(PinyinInEnglish("hello").empty());
  EXPECT_TRUE(PinyinInEnglish("zhang").empty());
}

ChinesePhrase Phrase(const std::vector<std::vector<std::pair<char32_t, PinyinSyllable>>>& words) {
  ChinesePhrase phrase;
  for (size_t w = 0; w < words.size(); ++w) {
    for (size_t i = 0; i < words[w].size(); ++i) {
      phrase.push_back(
          {words[w][i].first, words[w][i].second, w, i == 0, i + 1 == words[w].size()});
    }
  }
  return phrase;
}

std::string Tones(const ChinesePhrase& phrase) {
  std::string tones;
  for (const ChineseSyllable& s : phrase) tones += static_cast<char>('0' + s.reading.tone);
  return tones;
}

TEST(ToneSandhiTest, ThirdTonesPairUpFromTheRight) {
  const PinyinSyllable third{"ma", 3};
  ChinesePhrase four =
      Phrase({{{U'我', third}}, {{U'也', third}}, {{U'想', third}}, {{U'买', third}}});
  ApplyToneSandhi(four);
  EXPECT_EQ(Tones(four), "2323");
  ChinesePhrase three = Phrase({{{U'我', third}}, {{U'很', third}}, {{U'好', third}}});
  ApplyToneSandhi(three);
  EXPECT_EQ(Tones(three), "323");
  ChinesePhrase word = Phrase({{{U'展', third}, {U'览', third}, {U'馆', third}}});
  ApplyToneSandhi(word);
  EXPECT_EQ(Tones(word), "223");
}

TEST(ToneSandhiTest, NoToneRemainsThirdBeforeThird) {
  std::mt19937 random(43);
  for (int round = 0; round < 500; ++round) {
    std::vector<std::vector<std::pair<char32_t, PinyinSyllable>>> words(1 + random() % 6);
    for (auto& word : words) {
      for (size_t i = 1 + random() % 4; i > 0; --i) {
        word.push_back({U'马', {"ma", 1 + static_cast<int>(random() % 5)}});
      }
    }
    ChinesePhrase phrase = Phrase(words);
    ApplyToneSandhi(phrase);
    EXPECT_EQ(Tones(phrase).find("33"), std::string::npos);
  }
}

TEST(LanguageSpansTest, NumbersBelongToTheSentence) {
  EXPECT_THAT(LanguageSpans("我有3个", Language::kUnknown),
              testing::ElementsAre(LanguageSpan{Language::kChinese, 0, 10}));
  EXPECT_THAT(LanguageSpans("I have 3", Language::kUnknown),
              testing::ElementsAre(LanguageSpan{Language::kEnglish, 0, 8}));
  EXPECT_THAT(LanguageSpans("OK 3个", Language::kChinese),
              testing::ElementsAre(LanguageSpan{Language::kEnglish, 0, 3},
                                   LanguageSpan{Language::kChinese, 3, 7}));
  EXPECT_TRUE(LanguageSpans("", Language::kUnknown).empty());
}

TEST(StringTableTest, TheFirstValueOfAKeyWins) {
  StringTable table;
  table.Add("b", "1");
  table.Add("a", "2");
  table.Add("b", "3");
  table.Freeze();
  EXPECT_EQ(table.size(), 2u);
  EXPECT_EQ(table.Find("b"), "1");
  EXPECT_EQ(table.Find("a"), "2");
  EXPECT_EQ(table.Find("c"), std::nullopt);
  EXPECT_EQ(table.Find(""), std::nullopt);
}

TEST(AlignedTextTest, ReplacementsStandForTheirSpan) {
  const AlignedText source("abcdef");
  AlignedText out;
  out.Copy(source, 0, 2);
  out.Replace("XYZW", source, 2, 4);
  out.Copy(source, 4, 6);
  EXPECT_EQ(out.text(), "abXYZWef");
  EXPECT_EQ(out.Original(2, 6), (TextSpan{2, 4}));
  EXPECT_EQ(out.Original(3, 4), (TextSpan{2, 4}));
  EXPECT_EQ(out.Original(6, 8), (TextSpan{4, 6}));
  EXPECT_EQ(AlignedText().Original(0, 3), (TextSpan{0, 0}));
}

}  // namespace
}  // namespace vivavoce::text::phonemes_test
