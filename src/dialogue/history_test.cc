#include "dialogue/history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vivavoce::dialogue::history_test {
namespace {

using testing::ElementsAre;

Item User(std::string id, std::string text) {
  return {.id = std::move(id),
          .content = {{.type = ContentPart::Type::kInputAudio, .transcript = std::move(text)}}};
}

// Words of 100 ms: "one two three four".
HistoryNote FourWords() {
  SpokenText spoken;
  ReplyClauseReady clause{.text = "one two three four", .num_samples = 9600};
  clause.words = {{3, 0, 2400}, {7, 2400, 4800}, {13, 4800, 7200}, {18, 7200, 9600}};
  spoken.Append(clause);
  return {.spoken = spoken, .sent_samples = 9600};
}

Item Assistant(std::string id) {
  return {
      .id = std::move(id),
      .role = ItemRole::kAssistant,
      .content = {{.type = ContentPart::Type::kOutputAudio, .transcript = "one two three four"}}};
}

TEST(HistoryTest, JoinedItemsAreOneMessageInThePromptAndTwoItems) {
  History history;
  history.Append(User("a", "I want a flight"));
  history.Append(User("b", "to Osaka."), {.joined = true});
  EXPECT_THAT(history.Prompt(),
              ElementsAre(HistoryMessage{ItemRole::kUser, "I want a flight to Osaka."}));
  EXPECT_EQ(history.items().size(), 2);
}

TEST(HistoryTest, ChineseIsJoinedWithoutASpace) {
  EXPECT_EQ(JoinText("我想", "去上海"), "我想去上海");
}

TEST(HistoryTest, AnAnswerHardlyHeardIsLeftOutOfThePrompt) {
  History history;
  history.Append(User("a", "one"));
  history.Append(Assistant("b"), {.left_out = true});
  history.Append(User("c", "two"), {.joined = true});
  EXPECT_THAT(history.Prompt(), ElementsAre(HistoryMessage{ItemRole::kUser, "one two"}));
}

TEST(HistoryTest, CutTextHasTheWordsHeardAndAnEllipsis) {
  History history;
  history.Append(Assistant("a"), FourWords());
  history.CutAtSamples("a", 2400 + 1440);  // 60 % of the second word
  EXPECT_EQ(TextOf(history.items()[0]), "one two…");
  history.CutAtSamples("a", 2400 + 1439);
  EXPECT_EQ(TextOf(history.items()[0]), "one…");
  history.CutAtSamples("a", 0);
  EXPECT_EQ(TextOf(history.items()[0]), "");
  history.CutAtSamples("a", 9600);
  EXPECT_EQ(TextOf(history.items()[0]), "one two three four");
}

TEST(HistoryTest, NothingIsHeardBeyondWhatWasSentOrWhereTheClientCut) {
  History history;
  HistoryNote note = FourWords();
  note.sent_samples = 4800;
  history.Append(Assistant("a"), note);
  history.CutAtSamples("a", 9600);
  EXPECT_EQ(TextOf(history.items()[0]), "one two…");
  history.NoteOf("a")->client_cut_ms = 100;
  history.CutAtSamples("a", 9600);
  EXPECT_EQ(TextOf(history.items()[0]), "one…");
}

TEST(HistoryTest, ACallIsToldOnceWithWhatBecameOfIt) {
  History history;
  history.Append({.id = "a",
                  .type = ItemType::kFunctionCall,
                  .call_id = "c1",
                  .name = "order",
                  .arguments = "{}"});
  EXPECT_TRUE(history.HasPendingCalls());
  EXPECT_THAT(history.Prompt()[0].text, testing::HasSubstr("order"));
  EXPECT_THAT(history.Prompt()[1].text, testing::HasSubstr("still running"));
  history.Append(
      {.id = "b", .type = ItemType::kFunctionCallOutput, .call_id = "c1", .output = "ok"});
  EXPECT_FALSE(history.HasPendingCalls());
  ASSERT_EQ(history.Prompt().size(), 2);
  EXPECT_EQ(history.Prompt()[0].role, ItemRole::kAssistant);
  EXPECT_THAT(history.Prompt()[1].text, testing::HasSubstr("ok"));
}

TEST(HistoryTest, ItemsAreInsertedWhereAsked) {
  History history;
  history.Append(User("a", "one"));
  history.Append(User("b", "two"));
  EXPECT_TRUE(history.InsertAfter("a", User("x", "x")));
  EXPECT_TRUE(history.InsertAfter("root", User("y", "y")));
  EXPECT_FALSE(history.InsertAfter("nobody", User("z", "z")));
  EXPECT_EQ(history.PreviousOf("x"), "a");
  EXPECT_EQ(history.PreviousOf("a"), "y");
  EXPECT_EQ(history.PreviousOf("y"), std::nullopt);
}

TEST(HistoryTest, EveryChangeAPromptMaySeeCounts) {
  History history;
  history.Append(User("a", "one"));
  const uint64_t version = history.version();
  EXPECT_FALSE(history.Erase("nobody"));
  EXPECT_EQ(history.version(), version);
  EXPECT_TRUE(history.Erase("a"));
  EXPECT_GT(history.version(), version);
}

TEST(SpokenTextTest, WithoutAlignmentWordsAreHeardInProportion) {
  SpokenText spoken;
  spoken.Append({.text = "one two three four. ", .num_samples = 2000});
  spoken.Append({.text = "five.", .num_samples = 1000});
  EXPECT_EQ(spoken.text.substr(0, spoken.HeardBytes(1000)), "one two");
  EXPECT_EQ(spoken.text.substr(0, spoken.HeardBytes(2000)), "one two three four. ");
  EXPECT_EQ(spoken.HeardBytes(0), 0);
  EXPECT_EQ(spoken.HeardBytes(3000), spoken.text.size());
}

TEST(SpokenTextTest, KnowsWhetherItIsAskingNow) {
  SpokenText spoken;
  spoken.Append({.text = "I see. ", .num_samples = 1000});
  spoken.Append({.text = "要不要我继续？", .num_samples = 1000});
  EXPECT_FALSE(spoken.AsksAt(500));
  EXPECT_TRUE(spoken.AsksAt(1500));
  EXPECT_TRUE(spoken.AsksAt(2000));
}

}  // namespace
}  // namespace vivavoce::dialogue::history_test
