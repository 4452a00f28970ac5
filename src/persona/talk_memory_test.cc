#include "persona/talk_memory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "persona/token_estimate.h"

namespace vivavoce::persona::talk_memory_test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(TalkMemoryTest, WhatTheyToldOfThemselvesIsKeptInTheirWords) {
  const std::vector<Said> talk = {
      {true, "Hey there! My name is Hannah. How are you?"},
      {false, "I'm the captain of the Salt Wind."},
      {true, "Do you like storms?"},
      {true, "I've got an old cat at home."},
      {true, "Nice weather."},
  };
  const std::string memory = RememberedTalk(talk, Language::kEnglish, 200);
  EXPECT_EQ(memory,
            "You remember what they told you earlier: \"My name is Hannah.\" \"I've got an old cat "
            "at home.\"");
}

TEST(TalkMemoryTest, InChineseToo) {
  const std::vector<Said> talk = {{true, "我叫小林，在医院上班。"}, {true, "你吃了吗？"}};
  EXPECT_EQ(RememberedTalk(talk, Language::kChinese, 200),
            "你记得对方之前告诉过你：“我叫小林，在医院上班。”");
}

TEST(TalkMemoryTest, NamesComeFirstThenTheLatestWithinTheBudget) {
  std::vector<std::string> lines = {"My name is Tom."};
  for (int i = 0; i < 60; ++i)
    lines.push_back("I told you story number " + std::to_string(i) + ".");
  std::vector<Said> talk;
  for (const std::string& line : lines) talk.push_back({true, line});
  const std::string memory = RememberedTalk(talk, Language::kEnglish, 60);
  EXPECT_LE(EstimateTokens(memory), 60);
  EXPECT_THAT(memory, HasSubstr("Tom"));
  EXPECT_THAT(memory, HasSubstr("number 59"));
  EXPECT_THAT(memory, Not(HasSubstr("number 0.")));
  EXPECT_LT(memory.find("number 57"), memory.find("number 58"));  // as they were told
}

TEST(TalkMemoryTest, NothingWorthKeepingIsNothing) {
  EXPECT_EQ(RememberedTalk({}, Language::kEnglish, 100), "");
  const std::vector<Said> talk = {
      {true, "Hm."}, {false, "I'm Bob."}, {true, std::string(5000, 'a')}};
  EXPECT_EQ(RememberedTalk(talk, Language::kEnglish, 100), "");
  const std::vector<Said> told = {{true, "My name is Tom."}};
  EXPECT_EQ(RememberedTalk(told, Language::kEnglish, 5), "");
}

}  // namespace
}  // namespace vivavoce::persona::talk_memory_test
