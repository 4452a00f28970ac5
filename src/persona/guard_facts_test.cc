// The guard and what the record says (docs/guard.md#what-the-record-says).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "persona/persona_library.h"
#include "persona/reply_guard.h"

namespace vivavoce::persona::guard_facts_test {
namespace {

using ::testing::HasSubstr;

const Persona& Captain() {
  static const auto library = PersonaLibrary::Load({});
  return *library->Find("captain_mo");
}

// States are one number: above 0 the turn is of this family.
TurnProbe ProbeOf(std::string_view family) {
  return *TurnProbe::Parse("layer 0\nmean AAAAAA==\nscale AACAPw==\nclass none 0 1 AA==\nclass " +
                               std::string(family) + " 0 1 AQ==\n",
                           "test");
}

TEST(GuardFactsTest, WhatTheRecordSaysIsToldAtOnceWhenAskedAsWritten) {
  const GuardPlan plan = ReplyGuard(Captain(), {.turn = "What is your ship called?"}).plan();
  EXPECT_TRUE(plan.is_fact);
  EXPECT_THAT(plan.answer, HasSubstr("Salt Wind"));
  GuardRequest request{.turn = "What is your ship called?"};
  EXPECT_FALSE(ReplyGuard(Captain(), request).MayBeDoubted());
  // Not twice in the same words: then it stands in the history.
  request.said_by_persona = plan.answer + "\n";
  EXPECT_EQ(ReplyGuard(Captain(), request).plan().answer, "");
  // Nor by a character of a client's making.
  request = {.turn = "What is your ship called?", .instructions = "You are Captain Mo, a pirate."};
  EXPECT_FALSE(ReplyGuard(Captain(), request).plan().is_fact);
}

TEST(GuardFactsTest, AFactThatTheStateAsksForIsTold) {
  const auto answer = [&](GuardRequest request, std::string_view family, float margin) {
    ReplyGuard guard(Captain(), std::move(request));
    const bool told = guard.ReadState(ProbeOf(family), std::vector<float>{margin}, 0);
    return told && guard.plan().is_fact ? guard.plan().answer : std::string();
  };
  EXPECT_THAT(answer({.turn = "Your boat, does she have a name?"}, "machine", -9),
              HasSubstr("Salt"));
  // Who asks for its life seems to ask for its maker.
  EXPECT_THAT(answer({.turn = "Your boat, does she have a name?"}, "maker", 40), HasSubstr("Salt"));
  // Safety and sincerity go before.
  EXPECT_EQ(answer({.turn = "Your boat, does she have a name?"}, "self_harm", 40), "");
  EXPECT_EQ(answer({.turn = "Honestly, are you an AI or a person?"}, "machine", -9), "");
  // Told before: the model writes, and is not kept from its record's words.
  const std::string told = Captain().knowledge.facts[0].answer.en;
  ReplyGuard again(Captain(), {.turn = "Your boat?", .said_by_persona = told + "\n"});
  EXPECT_FALSE(again.ReadState(ProbeOf("machine"), std::vector<float>{-9}, 0));
  EXPECT_EQ(again.Check(told, ""), std::nullopt);
}

}  // namespace
}  // namespace vivavoce::persona::guard_facts_test
