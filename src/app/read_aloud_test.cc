#include "app/read_aloud.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "speaking/testing/tone_synthesizer.h"

namespace vivavoce::app::read_aloud_test {
namespace {

class ReadAloudTest : public ::testing::Test {
 protected:
  Status Read(std::string_view text, text::MarkupOptions options = {}) {
    requests_.clear();
    speaking::SynthesisRequest manner;
    manner.voice = "af_heart";
    manner.cancel = cancel_;
    return ReadAloud(
        text, manner, options, nullptr,
        [&](const speaking::SynthesisRequest& request) { return tones_.Synthesize(request); },
        [&](const speaking::SynthesisRequest& request, speaking::SynthesizedClause& clause) {
          EXPECT_FALSE(clause.samples.empty());
          requests_.push_back(request);
          return static_cast<int>(requests_.size()) < most_;
        });
  }

  speaking::ToneSynthesizer tones_;
  std::vector<speaking::SynthesisRequest> requests_;
  CancellationToken cancel_;
  int most_ = 100;
};

TEST_F(ReadAloudTest, ClausesAreSpokenWithTheirCuesAndOnlyTheFirstIsFirst) {
  ASSERT_TRUE(Read("(whispering) Hello there, my friend. Now *this* is a second sentence here."));
  ASSERT_GE(requests_.size(), 2u);
  EXPECT_TRUE(requests_[0].first_in_reply);
  EXPECT_FALSE(requests_[1].first_in_reply);
  EXPECT_EQ(requests_[0].cues.at(0).manner.whisper, 1);
  for (const auto& request : requests_) EXPECT_EQ(request.text.find("whisper"), std::string::npos);
}

TEST_F(ReadAloudTest, WhatCannotBeSpokenIsLeftOut) {
  ASSERT_TRUE(Read("😀 . Hello you. ？！"));
  EXPECT_FALSE(requests_.empty());
  ASSERT_TRUE(Read(""));
  EXPECT_TRUE(requests_.empty());
}

TEST_F(ReadAloudTest, ErrorsAndCancellationEndIt) {
  most_ = 1;
  const auto stopped = Read("Hello there, my friend. And this is a second sentence here.");
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, ErrorCode::kCancelled);
  EXPECT_EQ(requests_.size(), 1u);
  cancel_.Cancel();
  EXPECT_FALSE(Read("Hello there."));
  EXPECT_TRUE(requests_.empty());
}

TEST_F(ReadAloudTest, StepFunsBracketsAreNeverSpoken) {
  ASSERT_TRUE(Read("(on tiptoe) Hello there.", {.brackets_are_directions = true}));
  EXPECT_EQ(requests_.at(0).text, "Hello there.");
}

}  // namespace
}  // namespace vivavoce::app::read_aloud_test
