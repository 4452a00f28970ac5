#include "dialogue/opener_shelf.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vivavoce::dialogue::opener_shelf_test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::vector<std::string> kLines = {"Hmm…", "Well…", "Let me think…"};
constexpr char kVoice[] = "af_heart";

Opener Lasting(const std::string& text, int ms) {
  Opener opener{.text = text, .sound = {}};
  opener.sound.samples.resize(static_cast<size_t>(ms) * speaking::kSpeechSampleRateHz / 1000);
  return opener;
}

std::string Chosen(const OpenerShelf& shelf, std::string_view last = "",
                   const std::string& voice = kVoice, float speed = 1) {
  const auto opener = shelf.Choose(kLines, voice, speed, last);
  return opener ? opener->text : "";
}

TEST(OpenerShelfTest, IsEmptyUntilSomethingWasSpoken) {
  OpenerShelf shelf;
  EXPECT_THAT(shelf.Claim(kLines, kVoice, 1), ElementsAre("Hmm…", "Well…", "Let me think…"));
  EXPECT_THAT(shelf.Claim(kLines, kVoice, 1), IsEmpty()) << "asked for once";
  EXPECT_EQ(Chosen(shelf), "");
  shelf.Put(kVoice, 1, Lasting("Well…", 500));
  EXPECT_EQ(Chosen(shelf), "Well…");
  EXPECT_EQ(Chosen(shelf, "", "zf_xiaoyi"), "") << "another voice";
  EXPECT_EQ(Chosen(shelf, "", kVoice, 1.2f), "") << "another speed";
}

TEST(OpenerShelfTest, GivesBackchannelsInTurn) {
  OpenerShelf shelf;
  const auto next = [&](std::string_view last) {
    const auto said = shelf.Next(kLines, kVoice, 1, last);
    return said ? said->text : "";
  };
  EXPECT_EQ(next(""), "");
  shelf.Put(kVoice, 1, Lasting("Well…", 500));
  EXPECT_EQ(next(""), "Well…");
  EXPECT_EQ(next("Well…"), "Well…") << "there is no other";
  shelf.Put(kVoice, 1, Lasting("Hmm…", 500));
  EXPECT_EQ(next("Well…"), "Hmm…");
  EXPECT_EQ(next("Hmm…"), "Well…");
}

TEST(OpenerShelfTest, BridgesTheWaitThatItHasLearnt) {
  OpenerShelf shelf;
  shelf.Put(kVoice, 1, Lasting("Hmm…", 400));
  shelf.Put(kVoice, 1, Lasting("Let me think…", 1100));
  shelf.Put(kVoice, 1, Lasting("Well…", 700));
  for (int i = 0; i < 30; ++i) shelf.Learn(100);
  EXPECT_EQ(Chosen(shelf), "Hmm…");
  for (int i = 0; i < 30; ++i) shelf.Learn(600);
  EXPECT_EQ(Chosen(shelf), "Well…");
  for (int i = 0; i < 30; ++i) shelf.Learn(1000);
  EXPECT_EQ(Chosen(shelf), "Let me think…");
  for (int i = 0; i < 30; ++i) shelf.Learn(9000);
  EXPECT_EQ(Chosen(shelf), "Let me think…") << "nothing is longer";
  for (int i = 0; i < 3; ++i) shelf.Learn(500);
  EXPECT_EQ(Chosen(shelf), "Let me think…");
  for (int i = 0; i < 3; ++i) shelf.Learn(500);
  EXPECT_EQ(Chosen(shelf), "Well…") << "stalls are forgotten soon";
}

TEST(OpenerShelfTest, DoesNotRepeatItselfUnlessItMust) {
  OpenerShelf shelf;
  shelf.Put(kVoice, 1, Lasting("Hmm…", 400));
  EXPECT_EQ(Chosen(shelf, "Hmm…"), "Hmm…");
  shelf.Put(kVoice, 1, Lasting("Well…", 300));
  EXPECT_EQ(Chosen(shelf, "Hmm…"), "Well…");
}

}  // namespace
}  // namespace vivavoce::dialogue::opener_shelf_test
