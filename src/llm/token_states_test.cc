#include "llm/token_states.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vivavoce::llm::token_states_test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Two numbers a token: its position, and ten times that.
void Read(TokenStates& states, size_t from, size_t to) {
  std::vector<float> rows;
  for (size_t i = from; i < to; ++i) {
    rows.push_back(static_cast<float>(i));
    rows.push_back(static_cast<float>(10 * i));
  }
  states.Put(from, rows, 2);
}

TEST(TokenStates, TellsTheMean) {
  TokenStates states;
  EXPECT_THAT(states.Mean(0, 1), IsEmpty());
  Read(states, 4, 8);
  EXPECT_THAT(states.Mean(4, 7), ElementsAre(5, 50));
  EXPECT_THAT(states.Mean(7, 8), ElementsAre(7, 70));
  EXPECT_THAT(states.Mean(5, 5), IsEmpty());
}

TEST(TokenStates, WhatIsNotKnownIsNotTold) {
  TokenStates states;
  Read(states, 4, 8);
  EXPECT_THAT(states.Mean(3, 6), IsEmpty());
  EXPECT_THAT(states.Mean(6, 9), IsEmpty());
  EXPECT_EQ(states.KnownTo(4), 8u);
  EXPECT_EQ(states.KnownTo(6), 8u);
  EXPECT_EQ(states.KnownTo(3), 3u);
  EXPECT_EQ(states.KnownTo(9), 9u);
}

TEST(TokenStates, GoesOnWhereItEndsAndBeginsAnewBehindAGap) {
  TokenStates states;
  Read(states, 4, 6);
  Read(states, 6, 8);
  EXPECT_EQ(states.KnownTo(4), 8u);
  Read(states, 10, 12);
  EXPECT_EQ(states.KnownTo(4), 4u);
  EXPECT_EQ(states.KnownTo(10), 12u);
}

TEST(TokenStates, WhatHasChangedIsForgotten) {
  TokenStates states;
  Read(states, 4, 8);
  states.Truncate(9);
  EXPECT_EQ(states.KnownTo(4), 8u);
  states.Truncate(6);
  EXPECT_EQ(states.KnownTo(4), 6u);
  Read(states, 5, 7);  // read again from further back
  EXPECT_THAT(states.Mean(4, 7), ElementsAre(5, 50));
  states.Truncate(2);
  EXPECT_EQ(states.KnownTo(4), 4u);
}

TEST(TokenStates, KeepsTheLastOfALongTurn) {
  TokenStates states;
  const size_t all = TokenStates::kMostTokens + 40;
  for (size_t i = 0; i < all; i += 8) Read(states, i, i + 8);
  EXPECT_EQ(states.KnownTo(39), 39u);
  EXPECT_EQ(states.KnownTo(40), all);
  EXPECT_THAT(states.Mean(40, 41), ElementsAre(40, 400));
}

}  // namespace
}  // namespace vivavoce::llm::token_states_test
