#include "dialogue/phrase_lists.h"

#include <gtest/gtest.h>

namespace vivavoce::dialogue::phrase_lists_test {
namespace {

TEST(PhraseListsTest, BackchannelsMayBeRepeatedAndCombined) {
  for (const char* text :
       {"mm-hmm", "Uh-huh.", "yeah, right", "I see!", "嗯嗯，对", "好的", "真的吗", "Oh, wow!", "Yes.",
        "Ha ha ha!", "是啊", "哦，是吗？"})
    EXPECT_TRUE(IsOnlyBackchannel(text)) << text;
  for (const char* text : {"", "yeah but no", "right now", "好的，继续", "sure thing"})
    EXPECT_FALSE(IsOnlyBackchannel(text)) << text;
}

TEST(PhraseListsTest, StopPhrasesCountOnlyAtTheBeginningAndAsWholeWords) {
  for (const char* text :
       {"Stop!", "wait, I meant tomorrow", "no", "等一下", "不是这个", "Hold on a"})
    EXPECT_TRUE(BeginsWithStopPhrase(text)) << text;
  for (const char* text : {"", "now then", "do not stop", "waiter", "我要等"})
    EXPECT_FALSE(BeginsWithStopPhrase(text)) << text;
}

TEST(PhraseListsTest, ARepairIsTheWholeText) {
  EXPECT_TRUE(IsRepair("What?"));
  EXPECT_TRUE(IsRepair("再说一遍"));
  EXPECT_FALSE(IsRepair("what time"));
}

TEST(PhraseListsTest, ContentIsTwoWordsOrThreeCharactersThatSaySomething) {
  EXPECT_TRUE(HasContent("again chapter"));
  EXPECT_FALSE(HasContent("again"));
  EXPECT_FALSE(HasContent("and then you"));
  EXPECT_TRUE(HasContent("那你昨天说"));
  EXPECT_FALSE(HasContent("那你昨天"));
  EXPECT_TRUE(HasContent("播放 music"));
}

TEST(PhraseListsTest, ContainmentIsInOrder) {
  EXPECT_FLOAT_EQ(Containment("museum opens", "the museum opens at nine"), 1);
  EXPECT_FLOAT_EQ(Containment("opens museum", "the museum opens at nine"), 0.5f);
  EXPECT_FLOAT_EQ(Containment("", "the museum"), 0);
}

}  // namespace
}  // namespace vivavoce::dialogue::phrase_lists_test
