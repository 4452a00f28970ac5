#include "text/speech_text.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <utility>
#include <vector>

#include "text/utf8.h"

namespace vivavoce::text::speech_text_test {
namespace {

using Case = std::pair<std::string, std::string>;

TEST(SpeechTextTest, MarkUpIsNotRead) {
  const std::vector<Case> cases = {{"**Hello** there", "Hello there"},
                                   {"*very* important", "very important"},
                                   {"`code` here", "code here"},
                                   {"# Title", "Title"},
                                   {"> quoted", "quoted"},
                                   {"- one\n- two", "one. two"},
                                   {"一\n二", "一。 二"},
                                   {"See [the page](https://a.b/c) now", "See the page now"},
                                   {"![cat](cat.png)", "cat"},
                                   {"~~no~~ yes", "no yes"},
                                   {"```cpp\nint x;\n```", "int x;"},
                                   {"3*4=12", "3*4=12"},
                                   {"snake_case", "snake_case"},
                                   {"a | b", "a b"},
                                   {"---\nText", "Text"}};
  for (const auto& [in, out] : cases) EXPECT_EQ(CleanForSpeech(in), out) << in;
}

TEST(SpeechTextTest, ActionsAndDirectionsAreNotRead) {
  const std::vector<Case> cases = {
      {"*smiles* Hi", "Hi"},  {"*waves at you* hi", "hi"}, {"(laughs softly) I see", "I see"},
      {"（笑）你好", "你好"}, {"（轻声地）别怕", "别怕"},  {"[sighs] Fine", "Fine"},
      {"()ok", "ok"}};
  for (const auto& [in, out] : cases) EXPECT_EQ(CleanForSpeech(in), out) << in;
}

TEST(SpeechTextTest, BracketsWithContentAreKept) {
  for (const std::string text :
       {"（2024年）很好", "I see (really)", "the book (the red one)", "他（我的哥哥）来了"}) {
    EXPECT_EQ(CleanForSpeech(text), text);
  }
}

TEST(SpeechTextTest, AddressesAndEmojiAreNotRead) {
  EXPECT_EQ(CleanForSpeech("Go to https://x.y/z?q=1 now"), "Go to now");
  EXPECT_EQ(CleanForSpeech("Hi 😀👍🏽!"), "Hi !");
  EXPECT_EQ(CleanForSpeech("Hi :)"), "Hi");
  EXPECT_EQ(CleanForSpeech("It is 25℃"), "It is 25℃");
}

TEST(SpeechTextTest, AnyBytesGiveValidTextThatIsAlreadyClean) {
  const std::vector<std::string> atoms = {"*",    "**",       "(", ")", "（", "）",   "[",
                                          "]",    "`",        "#", " ", "\n", "word", "笑",
                                          "\xFF", "http://a", "😀", "_", "~~"};
  std::mt19937 random(31);
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    for (size_t i = random() % 30; i > 0; --i) text += atoms[random() % atoms.size()];
    const std::string clean = CleanForSpeech(text);
    EXPECT_TRUE(IsValidUtf8(clean));
    EXPECT_EQ(clean.find('\n'), std::string::npos);
    EXPECT_EQ(clean.find("  "), std::string::npos) << text;
  }
  EXPECT_EQ(CleanForSpeech(std::string(100'000, '*')), "");
  EXPECT_EQ(CleanForSpeech(std::string(100'000, '(')).size(), 100'000u);
}

TEST(SpeechTextTest, SpeechNeedsALetterAnIdeographOrADigit) {
  for (const char* text : {"a", "你", "7", " x "}) EXPECT_TRUE(HasSpeech(text)) << text;
  for (const char* text : {"", " ", "。", "…", "”", "😀", "\xFF"}) EXPECT_FALSE(HasSpeech(text));
}

}  // namespace
}  // namespace vivavoce::text::speech_text_test
