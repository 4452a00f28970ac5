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

TEST(PhraseListsTest, AConditionAloneIsTheLastSentence) {
  for (const char* text :
       {"If the meeting gets moved to Thursday", "Unless it rains.", "Okay. Even if he is late.",
        "如果他晚上不来", "好的。虽然有点远。", "It works! As soon as you are home…"}) {
    EXPECT_TRUE(EndsInCondition(text)) << text;
  }
  for (const char* text :
       {"If it rains we are lost, I think.", "If it rains then we stay.", "If only?", "I know if he comes",
        "如果下雨就算了", "只要你来，我等", "要是我呢", "If it rains. We stay.", "", ".", "Iffy weather."}) {
    EXPECT_FALSE(EndsInCondition(text)) << text;
  }
}

TEST(PhraseListsTest, ContainmentIsInOrder) {
  EXPECT_FLOAT_EQ(Containment("museum opens", "the museum opens at nine"), 1);
  EXPECT_FLOAT_EQ(Containment("opens museum", "the museum opens at nine"), 0.5f);
  EXPECT_FLOAT_EQ(Containment("", "the museum"), 0);
}

}  // namespace
}  // namespace vivavoce::dialogue::phrase_lists_test
