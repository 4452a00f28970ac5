#include "text/error_rate.h"

#include <gtest/gtest.h>

#include "text/normal_form.h"

namespace vivavoce::text::error_rate_test {
namespace {

TEST(NormalFormTest, KeepsOnlyWhatIsSaid) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"Hello, World!", "hello world"},
      {"你好，世界。", "你好世界"},
      {"ＡＢＣ１２３", "abc 123"},
      {"I'm  OK.", "im ok"},
      {"我有 3 个 apple", "我有3个apple"},
      {"二零二四年", "2024年"},
      {"1,000 people", "1000 people"},
      {"一个人", "一个人"},
      {"", ""},
      {"…！？", ""},
      {"École", "école"},
      {"你 好", "你好"}};
  for (const auto& [in, out] : cases) EXPECT_EQ(NormalForm(in), out) << in;
}

TEST(NormalFormTest, IsIdempotent) {
  for (const std::string text : {"Hello, World! 你好，２０２４", "I'm 一二三 ok", "\xFF\xE4 a"}) {
    EXPECT_EQ(NormalForm(NormalForm(text)), NormalForm(text));
  }
}

TEST(ErrorRateTest, EqualTextsHaveNoError) {
  EXPECT_EQ(CompareTranscripts("Hello, world!", "hello world").rate(), 0.0);
  EXPECT_EQ(CompareTranscripts("你好，世界", "你好世界。").rate(), 0.0);
}

TEST(ErrorRateTest, CountsEachKindOfError) {
  const ErrorCount substituted = CompareTranscripts("a b c", "a x c");
  EXPECT_EQ(substituted.substitutions, 1u);
  EXPECT_DOUBLE_EQ(substituted.rate(), 1.0 / 3);
  EXPECT_EQ(CompareTranscripts("a b c", "a c").deletions, 1u);
  EXPECT_EQ(CompareTranscripts("a c", "a b c").insertions, 1u);
}

TEST(ErrorRateTest, ChineseIsCountedByCharacter) {
  EXPECT_DOUBLE_EQ(CompareTranscripts("今天天气好", "今天天汽好").rate(), 0.2);
}

TEST(ErrorRateTest, AnEmptyReferenceIsFinite) {
  EXPECT_EQ(CompareTranscripts("", "").rate(), 0.0);
  EXPECT_EQ(CompareTranscripts("", "a b").rate(), 2.0);
}

TEST(ErrorRateTest, TotalsAdd) {
  ErrorCount total = CompareTranscripts("a b", "a x");
  total += CompareTranscripts("c d", "c d");
  EXPECT_DOUBLE_EQ(total.rate(), 0.25);
}

}  // namespace
}  // namespace vivavoce::text::error_rate_test
