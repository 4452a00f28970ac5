#include "persona/persona_linter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "persona/persona_template.h"
#include "text/script.h"
#include "text/utf8.h"

namespace vivavoce::persona::persona_linter_test {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// Nothing to complain about.
constexpr std::string_view kGood = R"(format = 1
id = "good"
prompt = { en = "You are Good.", zh = "你是好好。" }
greetings = { en = ["Hello there."], zh = ["你好呀。"] }
openers = { en = ["Hmm,"], zh = ["嗯……"] }
[identity]
name = { en = "Good", zh = "好好" }
[[habits.catchphrases]]
text = { en = "Fair winds", zh = "一路顺风" }
[habits.never_says]
en = ["sorry", "AI"]
zh = ["抱歉"]
[[examples]]
language = "en"
user = "a"
reply = "Fair winds to you. I said so."
[[examples]]
language = "en"
user = "b"
reply = "Not today."
[[examples]]
language = "en"
user = "c"
reply = "Tomorrow, maybe."
[[examples]]
language = "zh"
user = "甲"
reply = "一路顺风呀。"
[[examples]]
language = "zh"
user = "乙"
reply = "今天不行。"
[[examples]]
language = "zh"
user = "丙"
reply = "明天再说。"
[voice]
en = "am_onyx"
zh = "zm_yunxi:0.6+zm_yunjian:0.4"
)";

// Whoever reads Chinese only has to understand it.
bool SpeaksChinese(const Finding& finding) {
  const std::u32string letters = text::ToUtf32(finding.message.zh);
  return std::ranges::any_of(letters, [](char32_t c) {
    return text::ScriptOf(c) == text::Script::kHan;
  });
}

std::vector<std::string> Lint(std::string toml, std::string_view from = "",
                              std::string_view to = "") {
  if (!from.empty()) {
    const size_t at = toml.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    toml.replace(at, from.size(), to);
  }
  const LintReport report =
      LintPersona(ReadPersonaFile(toml, "good.toml"),
                  {.voices = {"am_onyx", "zm_yunxi", "zm_yunjian", "af_heart"}});
  std::vector<std::string> texts;
  for (const Finding& finding : report.findings) {
    texts.push_back(finding.ToString());
    EXPECT_TRUE(SpeaksChinese(finding)) << finding.ToString();
  }
  return texts;
}

std::vector<std::string> LintGood(std::string_view from = "", std::string_view to = "") {
  return Lint(std::string(kGood), from, to);
}

TEST(PersonaLinterTest, AGoodFileDrawsNothing) { EXPECT_THAT(LintGood(), IsEmpty()); }

TEST(PersonaLinterTest, ErrorsOfTheParserComeWithLines) {
  EXPECT_THAT(LintGood("id = \"good\"", "id = \"good\"\nidd = 1"),
              Contains(HasSubstr("good.toml:3: error: idd: unknown key")));
}

TEST(PersonaLinterTest, AMissingLanguageIsSeenAnywhere) {
  EXPECT_THAT(LintGood("name = { en = \"Good\", zh = \"好好\" }", "name = { en = \"Good\" }"),
              Contains("good.toml:7: warning: identity.name: has no zh; it is used in both "
                       "languages"));
  EXPECT_THAT(LintGood("text = { en = \"Fair winds\", zh = \"一路顺风\" }",
                       "text = { en = \"Fair winds\" }"),
              Contains(HasSubstr("habits.catchphrases[0].text: has no zh")));
}

TEST(PersonaLinterTest, TheWrongLanguageIsSeen) {
  EXPECT_THAT(LintGood("zh = [\"你好呀。\"]", "zh = [\"Hello there.\"]"),
              Contains(HasSubstr("good.toml:4: warning: greetings.zh[0]: reads as English")));
}

TEST(PersonaLinterTest, ACatchphraseMustBeShownButNotAlways) {
  EXPECT_THAT(LintGood("Fair winds to you. I said so.", "Hello."),
              Contains(HasSubstr("no en example says \"Fair winds\"")));
  std::string always(kGood);
  for (const char* reply : {"Not today.", "Tomorrow, maybe."}) {
    always.replace(always.find(reply), std::string_view(reply).size(), "Fair winds!");
  }
  EXPECT_THAT(Lint(always), Contains(HasSubstr("3 of 3 en examples say \"Fair winds\"")));
}

TEST(PersonaLinterTest, WhatItNeverSaysIsNotSaidByWholeWords) {
  // "said" in the good file holds "ai" and is no offence.
  EXPECT_THAT(LintGood("Not today.", "Sorry, not today."),
              Contains(HasSubstr("examples[1].reply: says \"sorry\"")));
  EXPECT_THAT(LintGood("今天不行。", "抱歉，今天不行。"), Contains(HasSubstr("says \"抱歉\"")));
}

TEST(PersonaLinterTest, VoicesAreChecked) {
  EXPECT_THAT(LintGood("am_onyx", "am_onix"), Contains(HasSubstr("did you mean \"am_onyx\"?")));
  EXPECT_THAT(LintGood(":0.4", ":0.7"), Contains(HasSubstr("sum to 1, these to 1.30")));
  EXPECT_THAT(LintGood(":0.4", ":much"), Contains(HasSubstr("\"much\" is no weight")));
  EXPECT_THAT(LintGood("en = \"am_onyx\"", "en = \"zm_yunxi\""),
              Contains(HasSubstr("learnt Chinese")));
  EXPECT_THAT(LintGood("en = \"am_onyx\"\n", ""), Contains(HasSubstr("voice: has no en")));
}

TEST(PersonaLinterTest, WhatCannotBeSpokenIsShown) {
  EXPECT_THAT(LintGood("Not today.", "**Not** today."),
              Contains(HasSubstr("examples[1].reply: holds what cannot be spoken")));
  EXPECT_THAT(LintGood("你好呀。", "你好呀😀"), Contains(HasSubstr("greetings.zh[0]: holds")));
}

TEST(PersonaLinterTest, LongLinesAreCounted) {
  std::string greeting;
  for (int i = 0; i < 40; ++i) greeting += "come in ";
  EXPECT_THAT(LintGood("Hello there.", greeting),
              Contains(HasSubstr("greetings.en[0]: about 80 tokens are long")));
  EXPECT_THAT(LintGood("Hmm,", "Let me think about that for a moment,"),
              Contains(HasSubstr("openers.en[0]: about")));
}

TEST(PersonaLinterTest, WhatIsThereTwiceOrTooFewIsSeen) {
  EXPECT_THAT(LintGood("en = [\"Hmm,\"]", "en = [\"Hmm,\", \"Hmm,\"]"),
              Contains(HasSubstr("openers.en[1]: is there twice")));
  EXPECT_THAT(LintGood("user = \"b\"", "user = \"a\""),
              Contains(HasSubstr("examples[1].user: an example asks this already")));
  EXPECT_THAT(LintGood("language = \"en\"", "language = \"zh\""),
              Contains(HasSubstr("examples: 2 in en; 3 or more")));
  EXPECT_THAT(LintGood("openers = {", "aliases = [] #"),
              Contains(HasSubstr("openers: none in en")));
}

TEST(PersonaLinterTest, APromptOverTheBudgetIsWarnedOf) {
  EXPECT_THAT(LintGood("[[examples]]", "[rendering]\nbudget_tokens = 50\n[[examples]]"),
              Contains(HasSubstr("only")));
  std::string prompt;
  for (int i = 0; i < 60; ++i) prompt += "You are so good. ";
  EXPECT_THAT(
      Lint(std::string(kGood) + "[rendering]\nbudget_tokens = 100\n", "You are Good.", prompt),
      Contains(HasSubstr("prompt: about 255 tokens in en")));
}

TEST(PersonaLinterTest, FactsThatNobodyReadsAreSeen) {
  const std::string fact =
      "[[knowledge.facts]]\nask = { en = \"a?\", zh = \"问？\" }\n"
      "answer = { en = \"So it is.\", zh = \"是的。\" }\n";
  EXPECT_THAT(Lint(std::string(kGood) + fact), Contains(HasSubstr("the written prompt stands")));
  EXPECT_THAT(Lint(std::string(kGood) + fact + "[rendering]\nsections = [\"knowledge\"]\n"),
              IsEmpty());
}

TEST(PersonaLinterTest, TheTemplateOfNewPersonasIsGood) {
  const PersonaFile file = ReadPersonaFile(PersonaTemplate("my_baker"), "my_baker.toml");
  const LintReport report = LintPersona(file, {.voices = {"af_heart", "zf_xiaoxiao"}});
  for (const Finding& finding : report.findings) ADD_FAILURE() << finding.ToString();
  EXPECT_EQ(file.persona.id, "my_baker");
}

TEST(PersonaLinterTest, TheCostIsToldByLanguage) {
  const LintReport report = LintPersona(ReadPersonaFile(kGood, "g"), {});
  EXPECT_GT(report.tokens_en, 40);
  EXPECT_GT(report.tokens_zh, 40);
  EXPECT_EQ(report.Count(Severity::kError), 0);
}

}  // namespace
}  // namespace vivavoce::persona::persona_linter_test
