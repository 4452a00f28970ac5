// Sessions that lose their connection.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <utility>

#include "base/base64.h"
#include "realtime/testing/virtual_session.h"

namespace vivavoce::realtime::session_resumption_test {
namespace {

class SessionResumptionTest : public VirtualSessionTest {};

TEST_F(SessionResumptionTest, AnAnswerGoesOnWhereItBrokeAndNothingIsLostOrRepeated) {
  const auto whole = std::make_shared<ListedTransport>();
  const auto undisturbed = Open(whole);
  Say(*undisturbed, {{"type", "response.create"}});
  Run(10'000);
  ASSERT_TRUE(Has(whole->events, "response.done"));

  // The network loses 0, 1, 2, ... of the texts that were sent last.
  for (size_t lost = 0; lost < 8; ++lost) {
    const auto before = std::make_shared<ListedTransport>();
    auto session = Open(before);
    const std::string token = AskForToken(*session, *before);
    Say(*session, {{"type", "response.create"}});
    Run(1500);
    ASSERT_FALSE(Has(before->events, "response.done"));
    ASSERT_FALSE(Sound(before->events).empty());
    std::vector<Json> got(before->events.begin(), before->events.end() - static_cast<int>(lost));
    session->OnDisconnect(before.get(), "reset");
    session.reset();
    Run(40'000);

    const auto after = std::make_shared<ListedTransport>();
    session = context_.FindResumable(token, "");
    ASSERT_TRUE(session);
    session->Resume(after, got.back()["event_id"]);
    Run(10'000);
    EXPECT_TRUE(after->reading);
    ASSERT_GT(after->events.size(), 2u);
    EXPECT_EQ(after->events[0]["type"], "session.created");
    EXPECT_EQ(after->events[0]["session"]["id"], before->events[0]["session"]["id"]);
    EXPECT_EQ(after->events[1]["type"], "vivavoce.resumed");
    EXPECT_EQ(after->events[1]["complete"], true);
    EXPECT_EQ(after->events[1]["missed_events"], lost);
    got.insert(got.end(), after->events.begin() + 2, after->events.end());
    EXPECT_EQ(got.back()["type"], "response.done");
    EXPECT_EQ(got.back()["response"]["status"], "completed");
    EXPECT_EQ(Sound(got) == Sound(whole->events), true) << lost << " texts lost";
    EXPECT_EQ(Words(got), Words(whole->events));
    std::set<std::string> ids;
    for (const Json& event : got) EXPECT_TRUE(ids.insert(event["event_id"]).second) << event;
  }
}

TEST_F(SessionResumptionTest, ABackchannelThatWasLostIsNotSaidLater) {
  turn_score_ = 0.1f;
  const auto before = std::make_shared<ListedTransport>();
  auto session = Open(before);
  Update(*session, {{"audio", {{"input", {{"turn_detection", {{"type", "semantic_vad"}}}}}}},
                    {"vivavoce", {{"backchannels", true}}}});
  AskForToken(*session, *before);
  Hear(*session, 4000, true);
  for (int ms = 0; ms < 1000 && !Has(before->events, "vivavoce.backchannel"); ms += 20) {
    Say(*session, {{"type", "input_audio_buffer.append"},
                   {"audio", EncodeBase64(std::string(960, '\x01'))}});
    Run(20);
  }
  ASSERT_EQ(before->events.back()["type"], "vivavoce.backchannel");
  const std::string last = before->events[before->events.size() - 2]["event_id"];
  session->OnDisconnect(before.get(), "reset");
  const auto after = std::make_shared<ListedTransport>();
  session->Resume(after, last);
  EXPECT_EQ(after->events[1]["complete"], true);
  EXPECT_EQ(after->events[1]["missed_events"], 0);
  EXPECT_FALSE(Has(after->events, "vivavoce.backchannel"));
}

TEST_F(SessionResumptionTest, TwoBreaksInARow) {
  const auto first = std::make_shared<ListedTransport>();
  auto session = Open(first);
  const std::string token = AskForToken(*session, *first);
  Say(*session, {{"type", "response.create"}});
  Run(1500);
  session->OnDisconnect(first.get(), "reset");
  // The second connection breaks before more than its first event got through.
  const auto second = std::make_shared<ListedTransport>();
  session->Resume(second, first->events[first->events.size() - 3]["event_id"]);
  session->OnDisconnect(second.get(), "reset");
  const auto third = std::make_shared<ListedTransport>();
  session->Resume(third, second->events[0]["event_id"]);
  EXPECT_EQ(third->events[1]["missed_events"], 2);
  EXPECT_EQ(third->events[2], first->events[first->events.size() - 2]);
  Run(10'000);
  EXPECT_EQ(third->events.back()["type"], "response.done");
}

TEST_F(SessionResumptionTest, ItemsSettingsAndPersonaAreThereAgain) {
  const auto before = std::make_shared<ListedTransport>();
  auto session = Open(before);
  Update(*session, {{"instructions", "Be brief."}, {"vivavoce", {{"persona", "p"}}}});
  const std::string token = AskForToken(*session, *before);
  Say(*session, {{"type", "conversation.item.create"},
                 {"item",
                  {{"id", "mine"},
                   {"type", "message"},
                   {"role", "user"},
                   {"content", {{{"type", "input_text"}, {"text", "I am Ann."}}}}}}});
  Run(0);
  session->OnDisconnect(before.get(), "reset");
  Run(30'000);
  const auto after = std::make_shared<ListedTransport>();
  session->Resume(after, before->events.back()["event_id"]);
  EXPECT_EQ(after->events[0]["session"]["instructions"], "Be brief.");
  EXPECT_EQ(after->events[0]["session"]["vivavoce"]["persona"], "p");
  Say(*session, {{"type", "conversation.item.retrieve"}, {"item_id", "mine"}});
  Say(*session, {{"type", "response.create"}});
  Run(0);
  EXPECT_EQ(after->events[2]["item"]["content"][0]["text"], "I am Ann.");
  ASSERT_EQ(engine_.requests().size(), 1u);
  EXPECT_EQ(engine_.requests()[0].history.at(0).text, "I am Ann.");
}

TEST_F(SessionResumptionTest, AHalfOpenConnectionIsTakenOver) {
  const auto before = std::make_shared<ListedTransport>();
  auto session = Open(before);
  const std::string token = AskForToken(*session, *before);
  const auto after = std::make_shared<ListedTransport>();
  session->Resume(after, before->events.back()["event_id"]);
  EXPECT_TRUE(before->dropped);
  session->OnDisconnect(before.get(), "timeout");  // the server notices at last
  Run(300'000);
  Say(*session, {{"type", "input_audio_buffer.clear"}});
  Run(0);
  EXPECT_EQ(after->events.back()["type"], "input_audio_buffer.cleared");
}

// The conversation has a thread of its own and goes on while the network's sends what was missed.
TEST_F(SessionResumptionTest, TimeThatPassesWhileAConnectionIsTakenOverEndsNothing) {
  struct Slow final : ListedTransport {
    explicit Slow(std::function<void()> work) : work_(std::move(work)) {}
    void Send(std::string text) override {
      work_();
      ListedTransport::Send(std::move(text));
    }
    std::function<void()> work_;
  };
  const auto before = std::make_shared<ListedTransport>();
  auto session = Open(before);
  AskForToken(*session, *before);
  Say(*session, {{"type", "response.create"}});
  Run(1500);
  ASSERT_FALSE(Has(before->events, "response.done"));
  // Between what the conversation is told of the lost connection and of the new one.
  const auto after = std::make_shared<Slow>([this] { Run(20); });
  session->Resume(after, before->events.back()["event_id"]);
  Run(10'000);
  EXPECT_TRUE(Has(after->events, "response.done"));
}

TEST_F(SessionResumptionTest, TheWindowPasses) {
  const auto wire = std::make_shared<ListedTransport>();
  auto session = Open(wire);
  const std::string token = AskForToken(*session, *wire);
  session->OnDisconnect(wire.get(), "reset");
  session.reset();
  Run(59'000);
  EXPECT_TRUE(context_.FindResumable(token, ""));
  EXPECT_EQ(context_.open.size(), 1u);
  Run(2'000);
  EXPECT_FALSE(context_.FindResumable(token, ""));
  EXPECT_TRUE(context_.open.empty());
  EXPECT_TRUE(context_.waiting.empty());
}

TEST_F(SessionResumptionTest, WithoutTheOptInASessionEndsWithItsConnection) {
  const auto wire = std::make_shared<ListedTransport>();
  const auto session = Open(wire);
  EXPECT_TRUE(wire->events[0]["session"]["vivavoce"]["resume"].is_null());
  session->OnDisconnect(wire.get(), "reset");
  EXPECT_TRUE(context_.open.empty());
  EXPECT_TRUE(context_.waiting.empty());
}

TEST_F(SessionResumptionTest, AClientThatClosesDoesNotComeBack) {
  const auto wire = std::make_shared<ListedTransport>();
  const auto session = Open(wire);
  const std::string token = AskForToken(*session, *wire);
  session->OnDisconnect(wire.get(), "closed", /*by_client=*/true);
  EXPECT_FALSE(context_.FindResumable(token, ""));
  EXPECT_TRUE(context_.open.empty());
}

TEST_F(SessionResumptionTest, AnotherKeyCannotHaveTheSession) {
  const auto wire = std::make_shared<ListedTransport>();
  const auto session = Open(wire, "ann");
  const std::string token = AskForToken(*session, *wire);
  EXPECT_FALSE(context_.FindResumable(token, "bob"));
  EXPECT_FALSE(context_.FindResumable(token, ""));
  EXPECT_TRUE(context_.FindResumable(token, "ann"));
}

TEST_F(SessionResumptionTest, AnEventThatIsNotRememberedIsSaidSo) {
  const auto before = std::make_shared<ListedTransport>();
  const auto session = Open(before);
  AskForToken(*session, *before);
  session->OnDisconnect(before.get(), "reset");
  const auto after = std::make_shared<ListedTransport>();
  session->Resume(after, "");
  EXPECT_EQ(after->events[1]["complete"], false);
  EXPECT_EQ(after->events.size(), 2u);
  Say(*session, {{"type", "response.create"}});
  Run(10'000);
  EXPECT_EQ(after->events.back()["type"], "response.done");
}

TEST_F(SessionResumptionTest, AServerThatStopsLetsWaitingSessionsGo) {
  const auto wire = std::make_shared<ListedTransport>();
  auto session = Open(wire);
  AskForToken(*session, *wire);
  session->OnDisconnect(wire.get(), "reset");
  session->OnShutdown();
  EXPECT_TRUE(context_.open.empty());
  EXPECT_TRUE(context_.waiting.empty());
}

TEST_F(SessionResumptionTest, AClientThatAskedIsWarnedBeforeItsSessionExpires) {
  const auto wire = std::make_shared<ListedTransport>();
  const auto session = Open(wire);
  Update(*session, {{"vivavoce", {{"expiry_events", true}}}});
  Run(3500'000);
  EXPECT_FALSE(Has(wire->events, "vivavoce.session_expiring"));
  Run(41'000);
  ASSERT_TRUE(Has(wire->events, "vivavoce.session_expiring"));
  EXPECT_EQ(wire->events.back()["seconds_left"], 60);
  session->OnExpired();
  EXPECT_EQ(wire->events.back()["error"]["code"], "session_expired");
  EXPECT_EQ(wire->closed, 1000);
}

}  // namespace
}  // namespace vivavoce::realtime::session_resumption_test
