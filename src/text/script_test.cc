#include "text/script.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vivavoce::text::script_test {
namespace {

TEST(ScriptTest, CharactersBelongToTheirScript) {
  const std::vector<std::pair<char32_t, Script>> cases = {
      {U'a', Script::kLatin},        {U'É', Script::kLatin},       {U'Ａ', Script::kLatin},
      {U'你', Script::kHan},         {U'〇', Script::kHan},        {U'㐀', Script::kHan},
      {U'7', Script::kDigit},        {U'７', Script::kDigit},      {U',', Script::kPunctuation},
      {U'，', Script::kPunctuation}, {U'…', Script::kPunctuation}, {U'「', Script::kPunctuation},
      {U' ', Script::kSpace},        {U'\u3000', Script::kSpace},  {U'\n', Script::kSpace},
      {U'😀', Script::kOther},        {U'ж', Script::kOther},       {U'×', Script::kOther}};
  for (const auto& [c, script] : cases) EXPECT_EQ(ScriptOf(c), script) << static_cast<int>(c);
}

TEST(ScriptTest, RunsCoverTheText) {
  EXPECT_THAT(ScriptRuns("Hi 你好3!"),
              testing::ElementsAre(ScriptRun{Script::kLatin, 0, 2}, ScriptRun{Script::kSpace, 2, 3},
                                   ScriptRun{Script::kHan, 3, 9}, ScriptRun{Script::kDigit, 9, 10},
                                   ScriptRun{Script::kPunctuation, 10, 11}));
  EXPECT_TRUE(ScriptRuns("").empty());
  EXPECT_EQ(ScriptRuns("\xFF\xFE").size(), 1u);
}

TEST(ScriptTest, TheDominantLanguageHasMoreWords) {
  EXPECT_EQ(DominantLanguage("Hello there"), Language::kEnglish);
  EXPECT_EQ(DominantLanguage("你好"), Language::kChinese);
  EXPECT_EQ(DominantLanguage("我喜欢Python"), Language::kChinese);
  EXPECT_EQ(DominantLanguage("I would like to visit 北京 one day"), Language::kEnglish);
  EXPECT_EQ(DominantLanguage("好 OK"), Language::kChinese);
  EXPECT_EQ(DominantLanguage("123 ..."), Language::kUnknown);
  EXPECT_EQ(DominantLanguage(""), Language::kUnknown);
}

}  // namespace
}  // namespace vivavoce::text::script_test
