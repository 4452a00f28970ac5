// What sessions cost their key.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "realtime/testing/virtual_session.h"

namespace vivavoce::realtime::session_budget_test {
namespace {

using ::testing::HasSubstr;

class SessionBudgetTest : public VirtualSessionTest {
 protected:
  std::shared_ptr<Session> OpenWith(KeyLimits limits) {
    ApiKey key = HashedKey("ann", "sesame", 0);
    key.limits = limits;
    http_.SetKeys({key});
    return Open(wire_, "ann");
  }
  int Errors() const { return static_cast<int>(std::ranges::count(Types(wire_->events), "error")); }
  const Json& Last() const { return wire_->events.back(); }

  const std::shared_ptr<ListedTransport> wire_ = std::make_shared<ListedTransport>();
};

TEST_F(SessionBudgetTest, SoundIsNotListenedToOnceTheMinuteIsUsedUp) {
  const auto session = OpenWith({.audio_seconds = 2});
  Hear(*session, 2000, false);
  EXPECT_EQ(Errors(), 0);
  Hear(*session, 400, true);
  EXPECT_GE(Errors(), 1);
  EXPECT_EQ(Last()["error"]["code"], "rate_limit_exceeded");
  EXPECT_THAT(Last()["error"]["message"].get<std::string>(), HasSubstr("seconds of sound"));
  EXPECT_FALSE(Has(wire_->events, "input_audio_buffer.speech_started"));
  Run(60'000);
  const int before = Errors();
  Hear(*session, 1000, true);
  EXPECT_EQ(Errors(), before);
  EXPECT_TRUE(Has(wire_->events, "input_audio_buffer.speech_started"));
}

TEST_F(SessionBudgetTest, TokensAreCountedAndToldAfterEveryResponse) {
  const auto session = OpenWith({.tokens = 40});  // a scripted reply takes 30
  for (int i = 0; i < 2; ++i) {
    Say(*session, {{"type", "response.create"}});
    Run(10'000);
    EXPECT_EQ(Last()["type"], "rate_limits.updated");
    const Json& limit = Last()["rate_limits"][0];
    EXPECT_EQ(limit["name"], "tokens");
    EXPECT_EQ(limit["limit"], 40);
    EXPECT_LT(limit["remaining"], 20);
  }
  Say(*session, {{"type", "response.create"}, {"event_id", "mine"}});
  Run(0);
  EXPECT_EQ(Last()["error"]["code"], "rate_limit_exceeded");
  EXPECT_EQ(Last()["error"]["type"], "rate_limit_error");
  EXPECT_EQ(Last()["error"]["event_id"], "mine");
  Run(60'000);
  Say(*session, {{"type", "response.create"}});
  Run(0);
  EXPECT_EQ(Last()["type"], "response.created");
}

TEST_F(SessionBudgetTest, WhatIsSpokenCountsToo) {
  const auto session = OpenWith({.audio_seconds = 2});
  Say(*session, {{"type", "response.create"}});  // three seconds
  Run(3500);
  Hear(*session, 40, false);
  EXPECT_EQ(Last()["error"]["code"], "rate_limit_exceeded");
}

TEST_F(SessionBudgetTest, WithoutAKeyNothingIsCounted) {
  const auto session = Open(wire_);
  Say(*session, {{"type", "response.create"}});
  Run(10'000);
  EXPECT_FALSE(Has(wire_->events, "rate_limits.updated"));
}

}  // namespace
}  // namespace vivavoce::realtime::session_budget_test
