#include "persona/turn_likeness.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

namespace vivavoce::persona::turn_likeness_test {
namespace {

// Two halves of two numbers, mean 0; of the first half a quarter is kept of what lies in its first
// direction.
const std::string kHead = "# a comment\nmodel toy\nlayer 3\nbound 0.6\nbound_you 0.4\n";
const std::string kHalves = "half AAAAAAAAAAA=\ndirection 0.25 1 AQA=\nhalf AAAAAAAAAAA=\n";

TurnLikeness Toy() { return *TurnLikeness::Parse(kHead + kHalves, "toy"); }

TEST(TurnLikenessTest, WhatTurnsDifferInAnywayCountsLess) {
  const TurnLikeness toy = Toy();
  EXPECT_EQ(toy.model(), "toy");
  EXPECT_EQ(toy.layer(), 3);
  EXPECT_EQ(toy.width(), 4u);
  EXPECT_FLOAT_EQ(toy.bound(false), 0.6f);
  EXPECT_FLOAT_EQ(toy.bound(true), 0.4f);
  // (4, 1) becomes (1, 1), of length sqrt 2; each half counts one half.
  const std::vector<float> trace = toy.Trace(std::vector<float>{4, 1, 0, 2});
  ASSERT_EQ(trace.size(), 4u);
  EXPECT_NEAR(trace[0], 0.5, 1e-6);
  EXPECT_NEAR(trace[1], 0.5, 1e-6);
  EXPECT_NEAR(trace[3], std::sqrt(0.5), 1e-6);
  EXPECT_NEAR(TurnLikeness::Cosine(trace, trace), 1, 1e-6);
  // The first half the other way round.
  const auto other = toy.Trace(std::vector<float>{-4, -1, 0, 1});
  EXPECT_NEAR(TurnLikeness::Cosine(trace, other), 0, 1e-6);
}

TEST(TurnLikenessTest, WhatCannotBeComparedIsLikeNothing) {
  const TurnLikeness toy = Toy();
  EXPECT_TRUE(toy.Trace(std::vector<float>{1, 2, 3}).empty());
  EXPECT_TRUE(toy.Trace(std::vector<float>{0, 0, 0, 1}).empty());  // the mean itself
  EXPECT_EQ(TurnLikeness::Cosine({}, toy.Trace(std::vector<float>{4, 1, 0, 2})), 0);
}

TEST(TurnLikenessTest, MistakesNameTheLine) {
  const auto error = [](const std::string& text) {
    const auto parsed = TurnLikeness::Parse(text, "toy");
    return parsed ? std::string() : parsed.error().ToString();
  };
  EXPECT_NE(error("layer x\n").find("toy line 1"), std::string::npos);
  EXPECT_NE(error(kHead + "half ?\n").find("line 6"), std::string::npos);
  EXPECT_NE(error(kHead + "direction 0.5 1 AQA=\n").find("line 6"), std::string::npos);
  EXPECT_NE(error(kHead + kHalves + "direction 2 1 AQA=\n").find("line 9"), std::string::npos);
  EXPECT_NE(error(kHead + kHalves + "direction 0.5 1 AQ==\n").find("line 9"), std::string::npos);
  EXPECT_NE(error(kHead + "bound 0\n" + kHalves).find("no bound"), std::string::npos);
  EXPECT_NE(error(kHead).find("missing"), std::string::npos);
  EXPECT_NE(error("colour red\n").find("unknown key 'colour'"), std::string::npos);
}

TEST(TurnLikenessTest, TheBuiltInOneIsForTheDefaultModel) {
  const TurnLikeness* built_in = TurnLikeness::For("qwen2.5-coder-1.5b-instruct-q4_k_m");
  ASSERT_NE(built_in, nullptr);
  EXPECT_EQ(built_in->layer(), 14);
  EXPECT_EQ(built_in->width(), 3072u);
  EXPECT_EQ(TurnLikeness::For("another"), nullptr);
}

}  // namespace
}  // namespace vivavoce::persona::turn_likeness_test
