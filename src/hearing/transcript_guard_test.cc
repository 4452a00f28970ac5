#include "hearing/transcript_guard.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "hearing/simplified_chinese.h"
#include "hearing/token_loop.h"

namespace vivavoce::hearing::transcript_guard_test {
namespace {

constexpr Evidence kClear{-20, 0.02f, -0.2f};
constexpr Evidence kWeak{-45, 0.02f, -0.2f};
constexpr Evidence kUnsure{-20, 0.3f, -1.2f};

TEST(TranscriptGuardTest, ClearSpeechPassesTrimmed) {
  EXPECT_EQ(GuardedText(" Hello there. ", "", kClear), "Hello there.");
  EXPECT_EQ(GuardedText(" Thank you.", "", kClear), "Thank you.") << "people do say it";
  EXPECT_EQ(GuardedText("谢谢。", "", kClear), "谢谢。");
}

TEST(TranscriptGuardTest, StockPhrasesNeedStrongSound) {
  EXPECT_EQ(GuardedText(" Thank you.", "", kWeak), "");
  EXPECT_EQ(GuardedText(" Thanks for watching!", "", kUnsure), "");
  EXPECT_EQ(GuardedText("谢谢观看。", "", kWeak), "");
  EXPECT_EQ(GuardedText(" Thank you for the book.", "", kWeak), "Thank you for the book.");
}

TEST(TranscriptGuardTest, SubtitleCreditsAreNeverSpeech) {
  EXPECT_EQ(GuardedText(" Subtitles by the Amara.org community", "", kClear), "");
  EXPECT_EQ(GuardedText("请不吝点赞 订阅 转发", "", kClear), "");
}

TEST(TranscriptGuardTest, NoSpeechNeedsBothProbabilities) {
  EXPECT_EQ(GuardedText(" I see.", "", {-20, 0.9f, -1.2f}), "");
  EXPECT_EQ(GuardedText(" I see.", "", {-20, 0.9f, -0.3f}), "I see.");
  EXPECT_EQ(GuardedText(" I see.", "", {-20, 0.1f, -1.2f}), "I see.");
  EXPECT_EQ(GuardedText(" I see.", "", {-20, 0.1f, -2.0f}), "") << "mere guessing";
  EXPECT_EQ(GuardedText(" I see.", "", {-70, 0.1f, -0.2f}), "") << "nothing to hear";
}

TEST(TranscriptGuardTest, CaptionsAreRemoved) {
  EXPECT_EQ(GuardedText(" [Music]", "", kClear), "");
  EXPECT_EQ(GuardedText(" (laughs) Well, yes.", "", kClear), "Well, yes.");
  EXPECT_EQ(GuardedText("（掌声）好。", "", kClear), "好。");
  EXPECT_EQ(GuardedText(" ♪ la la", "", kClear), "la la");
  EXPECT_EQ(GuardedText(" Well (lau", "", kClear), "Well");
  EXPECT_EQ(GuardedText(" ... ", "", kClear), "");
}

TEST(TranscriptGuardTest, PromptComingBackUnsurelyIsNotSpeech) {
  const char* prompt = "以下是普通话的句子。";
  EXPECT_EQ(GuardedText("这个是普通话的句子。", prompt, {-20, 0.8f, -0.6f}), "");
  EXPECT_EQ(GuardedText("以下是普通话的句子。", prompt, kUnsure), "");
  EXPECT_NE(GuardedText("这个是普通话的句子。", prompt, kClear), "");
}

TEST(TranscriptGuardTest, HostileTextIsHandled) {
  std::mt19937 random(3);
  for (int round = 0; round < 5000; ++round) {
    std::string text(random() % 30, ' ');
    for (char& c : text)
      c = static_cast<char>(random() % 4 == 0 ? "[(*\xef"[random() % 4] : random());
    EXPECT_LE(GuardedText(text, text, kUnsure).size(), text.size());
    EXPECT_LE(ToSimplifiedChinese(text).size(), text.size());
  }
}

TEST(LevelTest, NoiseHasNoSwingAndSpeechLikeSoundHas) {
  std::mt19937 random(5);
  std::normal_distribution<float> normal(0, 0.1f);
  std::vector<float> noise(16000), bursts(16000);
  for (size_t i = 0; i < noise.size(); ++i) {
    noise[i] = normal(random);
    bursts[i] = (i / 1600) % 2 == 0 ? noise[i] : noise[i] / 100;
  }
  EXPECT_LT(LevelSwingDb(noise), 3.0f);
  EXPECT_GT(LevelSwingDb(bursts), 30.0f);
  EXPECT_NEAR(LoudestDbfs(bursts), -20.0f, 1.5f);
  EXPECT_GT(LevelSwingDb(std::span(noise).first(100)), 100.0f) << "too short to judge";
}

TEST(TranscriptGuardTest, APieceOfAPromptThatOnlyWeWriteWasSaidByNobody) {
  EXPECT_TRUE(RepeatsPrompt("是普通话的句子。", "以下是普通话的句子。"));
  EXPECT_FALSE(RepeatsPrompt("普通话", "以下是普通话的句子。"));
  EXPECT_FALSE(RepeatsPrompt("这不是普通话的句子", "以下是普通话的句子。"));
  EXPECT_FALSE(RepeatsPrompt("", "以下是普通话的句子。"));
}

TEST(TranscriptGuardTest, APartialThatBeginsAnewIsCut) {
  EXPECT_EQ(WithoutRestart("What did you do? What did you"), "What did you do?");
  EXPECT_EQ(WithoutRestart("And so my friends. And so my friends."), "And so my friends.");
  EXPECT_EQ(WithoutRestart("Hi there. Tell me more. Tell me"), "Hi there. Tell me more.");
  EXPECT_EQ(WithoutRestart("你今天怎么样？你今天怎"), "你今天怎么样？");
  for (const char* kept : {"What did you do? What did she", "No. No", "What is this?", "", "...",
                           "你好。你", "Tell me. Why", "What did you do? What did you do then",
                           "One. Two. One."}) {
    EXPECT_EQ(WithoutRestart(kept), kept);
  }
}

TEST(SimplifiedChineseTest, ConvertsCommonCharactersAndNothingElse) {
  EXPECT_EQ(ToSimplifiedChinese("廣州的學生說國語"), "广州的学生说国语");
  EXPECT_EQ(ToSimplifiedChinese("这里已经是简体字了，OK？"), "这里已经是简体字了，OK？");
  EXPECT_EQ(ToSimplifiedChinese("玥 and naïve é"), "玥 and naïve é");
  EXPECT_EQ(ToSimplifiedChinese("\xe5\xbb"), "\xe5\xbb");
  EXPECT_EQ(ToSimplifiedChinese(""), "");
}

TEST(TokenLoopTest, LoopsAreCutToOneRound) {
  using Tokens = std::vector<int32_t>;
  EXPECT_EQ(LoopedTail(Tokens{1, 2, 3, 4, 5}), 0u);
  EXPECT_EQ(LoopedTail(Tokens{7, 7, 7, 7}), 0u) << "no, no, no, no";
  EXPECT_EQ(LoopedTail(Tokens(12, 7)), 11u);
  EXPECT_EQ(LoopedTail(Tokens{9, 1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4}), 8u);
  EXPECT_EQ(LoopedTail(Tokens{1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6}), 0u) << "said twice is said";
  EXPECT_EQ(LoopedTail({}), 0u);
}

}  // namespace
}  // namespace vivavoce::hearing::transcript_guard_test
