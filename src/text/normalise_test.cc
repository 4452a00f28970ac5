#include <gtest/gtest.h>

#include <random>
#include <string>
#include <utility>
#include <vector>

#include "text/normalise_en.h"
#include "text/normalise_zh.h"
#include "text/number_en.h"
#include "text/number_zh.h"
#include "text/utf8.h"

namespace vivavoce::text::normalise_test {
namespace {

using Case = std::pair<std::string, std::string>;

TEST(NormaliseChineseTest, NumbersAreReadAsTheyAreSaid) {
  const std::vector<Case> cases = {
      {"2024年5月6日", "二零二四年五月六日"},
      {"08年", "零八年"},
      {"20年", "二十年"},
      {"3年级", "三年级"},
      {"2020-2024年", "二零二零到二零二四年"},
      {"2024-05-06", "二零二四年五月六日"},
      {"2024/5/6", "二零二四年五月六日"},
      {"2个", "两个"},
      {"12个", "十二个"},
      {"22岁", "二十二岁"},
      {"2月2号", "二月二号"},
      {"下午2点", "下午两点"},
      {"第2名", "第二名"},
      {"2年级", "二年级"},
      {"2年", "两年"},
      {"200元", "两百元"},
      {"2000人", "两千人"},
      {"20000", "两万"},
      {"2万", "两万"},
      {"0", "零"},
      {"10", "十"},
      {"15", "十五"},
      {"105", "一百零五"},
      {"110号", "一百一十号"},
      {"1001", "一千零一"},
      {"1010", "一千零一十"},
      {"10010", "一万零一十"},
      {"120000", "十二万"},
      {"100000000", "一亿"},
      {"1,234,567", "一百二十三万四千五百六十七"},
      {"3.14", "三点一四"},
      {"0.5", "零点五"},
      {"-5", "负五"},
      {"-5℃", "零下五摄氏度"},
      {"25°C", "二十五摄氏度"},
      {"50%", "百分之五十"},
      {"3.5%", "百分之三点五"},
      {"3‰", "千分之三"},
      {"1/2", "二分之一"},
      {"3:2", "三比二"},
      {"8:30", "八点半"},
      {"8:05", "八点零五分"},
      {"20:00", "二十点"},
      {"2:00", "两点"},
      {"10:20:30", "十点二十分三十秒"},
      {"8：15", "八点十五分"},
      {"13812345678", "幺三八幺二三四五六七八"},
      {"010-12345678", "零幺零幺二三四五六七八"},
      {"400-123-4567", "四零零幺二三四五六七"},
      {"打110", "打幺幺零"},
      {"007", "零零七"},
      {"¥100", "一百元"},
      {"$2.5万", "二点五万美元"},
      {"€3", "三欧元"},
      {"10km", "十公里"},
      {"5 kg", "五公斤"},
      {"100m²", "一百平方米"},
      {"60km/h", "六十公里每小时"},
      {"3-5个", "三到五个"},
      {"3~5天", "三到五天"},
      {"1+1=2", "一加一等于二"},
      {"C++", "C加加"},
      {"5G", "五G"},
      {"12345678901234567890", "一二三四五六七八九零一二三四五六七八九零"},
      {"你好", "你好"}};
  for (const auto& [in, out] : cases) EXPECT_EQ(NormaliseChinese(in), out) << in;
}

TEST(NormaliseEnglishTest, NumbersAreReadAsTheyAreSaid) {
  const std::vector<Case> cases = {
      {"$3.50", "three dollars and fifty cents"},
      {"$5", "five dollars"},
      {"$1", "one dollar"},
      {"$0.99", "ninety nine cents"},
      {"$2 million", "two million dollars"},
      {"$10k", "ten thousand dollars"},
      {"£1.99", "one pound and ninety nine pence"},
      {"€20", "twenty euros"},
      {"1984", "nineteen eighty four"},
      {"2024", "twenty twenty four"},
      {"2005", "two thousand five"},
      {"1905", "nineteen oh five"},
      {"2000", "two thousand"},
      {"1900", "nineteen hundred"},
      {"1990s", "nineteen nineties"},
      {"the 80s", "the eighties"},
      {"1,234", "one thousand two hundred thirty four"},
      {"3.14", "three point one four"},
      {"-5", "minus five"},
      {".5", "point five"},
      {"100%", "one hundred percent"},
      {"1st", "first"},
      {"2nd", "second"},
      {"3rd", "third"},
      {"12th", "twelfth"},
      {"21st", "twenty first"},
      {"30th", "thirtieth"},
      {"10:30 am", "ten thirty A.M."},
      {"8:05 pm", "eight oh five P.M."},
      {"12:00", "twelve o'clock"},
      {"5:45", "five forty five"},
      {"2024-05-06", "May sixth, twenty twenty four"},
      {"5/6/2024", "May sixth, twenty twenty four"},
      {"March 3, 2024", "March third, twenty twenty four"},
      {"I may 5", "I may five"},
      {"555-123-4567", "five five five, one two three, four five six seven"},
      {"1/2", "one half"},
      {"3/4", "three quarters"},
      {"2/3", "two thirds"},
      {"24/7", "twenty four seven"},
      {"3-5", "three to five"},
      {"16:9", "sixteen to nine"},
      {"5km", "five kilometers"},
      {"1 km", "one kilometer"},
      {"100 mph", "one hundred miles per hour"},
      {"20°C", "twenty degrees Celsius"},
      {"16GB", "sixteen gigabytes"},
      {"Mr. Smith", "Mister Smith"},
      {"Dr. Who", "Doctor Who"},
      {"St. Mary", "Saint Mary"},
      {"A vs. B", "A versus B"},
      {"e.g. this", "for example this"},
      {"GPT4", "GPT four"},
      {"COVID-19", "COVID nineteen"},
      {"MP3", "MP three"},
      {"B2B", "B two B"},
      {"version 1.2.3", "version one point two point three"},
      {"World War II", "World War two"},
      {"Henry VIII", "Henry the eighth"},
      {"a+b=c", "a plus b equals c"},
      {"me@home.com", "me at home dot com"},
      {"#1", "number one"},
      {"~50", "about fifty"},
      {"007", "zero zero seven"},
      {"hello world", "hello world"}};
  for (const auto& [in, out] : cases) EXPECT_EQ(NormaliseEnglish(in), out) << in;
}

TEST(NormaliseTest, NoDigitIsLeft) {
  std::mt19937 random(23);
  const std::string alphabet = "0123456789.,:/-% $年月a";
  const std::vector<std::string> atoms = {"0",  "1",  "2", "9",  "10",   "2024", ".",
                                          ",",  ":",  "/", "-",  "%",    " ",    "$",
                                          "年", "月", "a", "km", "\xFF", "¥",    "#"};
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (size_t i = random() % 12; i > 0; --i) text += atoms[random() % atoms.size()];
    EXPECT_EQ(NormaliseChinese(text).find_first_of("0123456789"), std::string::npos) << text;
    EXPECT_EQ(NormaliseEnglish(text).find_first_of("0123456789"), std::string::npos) << text;
  }
}

TEST(NormaliseTest, WhatIsSaidStandsForWhatWasWritten) {
  const AlignedText source("It is $3.50 now");
  const AlignedText spoken = NormaliseEnglish(source);
  const size_t dollars = spoken.text().find("dollars");
  ASSERT_NE(dollars, std::string::npos);
  EXPECT_EQ(spoken.Original(dollars, dollars + 7), (TextSpan{6, 11}));
  const size_t now = spoken.text().find("now");
  EXPECT_EQ(spoken.Original(now, now + 3), (TextSpan{12, 15}));
}

TEST(NumberTest, LargeNumbersAreReadInGroups) {
  EXPECT_EQ(CardinalEn("1000000000"), "one billion");
  EXPECT_EQ(CardinalEn("1002003"), "one million two thousand three");
  EXPECT_EQ(CardinalZh("10203040506"), "一百零二亿零三百零四万零五百零六");
  EXPECT_EQ(CardinalZh("200000000"), "两亿");
  EXPECT_EQ(CardinalZh("0000"), "零");
}

}  // namespace
}  // namespace vivavoce::text::normalise_test
