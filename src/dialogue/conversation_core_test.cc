// What a client asks for and what it is told: the order of events, the errors, responses outside
// the conversation. Turn-taking is in the scenarios.
#include "dialogue/conversation_core.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace vivavoce::dialogue::conversation_core_test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

std::string NameOf(const ServerEvent& event) {
  static constexpr const char* kNames[] = {
      "session.updated", "error",       "committed",     "cleared",   "started",    "stopped",
      "timeout",         "item+",       "item.",         "retrieved", "deleted",    "truncated",
      "transcribing",    "transcribed", "untranscribed", "response+", "response.",  "output+",
      "output.",         "part+",       "part.",         "text",      "text.",      "transcript",
      "transcript.",     "audio",       "audio.",        "arguments", "arguments.", "latency",
      "perception",      "perceiving", "acting"};
  return kNames[event.index()];
}

class ConversationCoreTest : public testing::Test {
 protected:
  explicit ConversationCoreTest(SessionConfig session = {}) : core_({.session = session}) {}

  // The names of the events of one step.
  std::vector<std::string> Step(const CoreEvent& event) {
    actions_ = core_.Step(now_, event);
    std::vector<std::string> names;
    for (const CoreAction& action : actions_) {
      if (const auto* emit = std::get_if<Emit>(&action)) names.push_back(NameOf(emit->event));
    }
    return names;
  }
  template <typename E>
  const E& Told() {
    for (const CoreAction& action : actions_) {
      const auto* emit = std::get_if<Emit>(&action);
      if (const auto* event = emit ? std::get_if<E>(&emit->event) : nullptr) return *event;
    }
    static const E none;
    ADD_FAILURE() << "no such event";
    return none;
  }
  template <typename A>
  const A& Ordered() {
    for (const CoreAction& action : actions_) {
      if (const auto* found = std::get_if<A>(&action)) return *found;
    }
    static const A none;
    ADD_FAILURE() << "no such action";
    return none;
  }
  CreateItem Text(std::string text, std::string id = {}) {
    return {
        .item = {.id = std::move(id),
                 .content = {{.type = ContentPart::Type::kInputText, .text = std::move(text)}}}};
  }
  void ExpectError(std::string code, std::string event_id) {
    EXPECT_EQ(Told<ErrorEvent>().code, code);
    EXPECT_EQ(Told<ErrorEvent>().event_id, event_id);
  }

  int64_t now_ = 0;
  ConversationCore core_;
  std::vector<CoreAction> actions_;
};

TEST_F(ConversationCoreTest, ATextTurnGoesInTheDocumentedOrder) {
  EXPECT_THAT(Step(Text("Hi.", "mine")), ElementsAre("item+", "item."));
  EXPECT_EQ(Told<ItemAdded>().item.id, "mine");
  EXPECT_THAT(Step(CreateResponse{.modality = Modality::kText}), ElementsAre("response+"));
  const StartReply reply = Ordered<StartReply>();
  EXPECT_FALSE(reply.hold);
  EXPECT_THAT(reply.request.history, ElementsAre(HistoryMessage{ItemRole::kUser, "Hi."}));
  EXPECT_THAT(Step(ReplyClauseReady{.job = reply.job, .text = "Hello."}),
              ElementsAre("output+", "item+", "part+", "text"));
  EXPECT_EQ(Told<ItemAdded>().previous_item_id, "mine");
  EXPECT_THAT(Step(ReplyEnded{.job = reply.job, .usage = {.output_text = 3}}),
              ElementsAre("text.", "part.", "output.", "item.", "response."));
  const Response& done = Told<ResponseDone>().response;
  EXPECT_EQ(done.status, ResponseStatus::kCompleted);
  EXPECT_EQ(done.usage->output_text, 3);
  ASSERT_EQ(done.output.size(), 1);
  EXPECT_EQ(done.output[0].content[0].text, "Hello.");
  EXPECT_EQ(core_.PromptHistory().back(), (HistoryMessage{ItemRole::kAssistant, "Hello."}));
}

TEST_F(ConversationCoreTest, AnAudioResponseGoesInTheDocumentedOrder) {
  Step(CreateResponse{});
  const JobId job = Ordered<StartReply>().job;
  EXPECT_THAT(Step(ReplyClauseReady{.job = job, .text = "Hello.", .num_samples = 2400}),
              ElementsAre("output+", "item+", "part+", "transcript", "audio"));
  EXPECT_THAT(Step(ReplyEnded{.job = job}),
              ElementsAre("audio.", "transcript.", "part.", "output.", "item.", "response."));
}

class ActingEventsTest : public ConversationCoreTest {
 protected:
  ActingEventsTest() : ConversationCoreTest({.acting_events = true}) {}
};

TEST_F(ActingEventsTest, HowAClauseIsMeantIsToldBeforeItsWords) {
  Step(CreateResponse{});
  const JobId job = Ordered<StartReply>().job;
  Step(ReplyClauseReady{.job = job, .text = "Hm. ", .num_samples = 2400, .is_opener = true});
  const ReplyActing acting{.scene = "at night", .directions = {"whispers"}};
  EXPECT_THAT(
      Step(ReplyClauseReady{.job = job, .text = "Hi. ", .num_samples = 2400, .acting = acting}),
      ElementsAre("acting", "transcript", "audio"));
  EXPECT_EQ(Told<ReplyActed>().audio_start_ms, 100);
  EXPECT_EQ(Told<ReplyActed>().acting.scene, "at night");
  EXPECT_EQ(Told<ReplyActed>().at.item_id, Told<TranscriptDelta>().at.item_id);
  EXPECT_THAT(Step(ReplyClauseReady{.job = job, .text = "You.", .num_samples = 2400}),
              ElementsAre("transcript", "audio"));
}

// 500 ms of opener that begin to play 150 ms after they were sent, then nothing for 300 ms.
TEST_F(ConversationCoreTest, AnOpenerIsFollowedBySilenceUntilTheWordsAreThere) {
  Step(CreateResponse{});
  const JobId job = Ordered<StartReply>().job;
  now_ = 1000;
  Step(ReplyClauseReady{.job = job, .text = "Hm. ", .num_samples = 12000, .is_opener = true});
  int64_t sent = 12000, silence = 0, from = 0;
  for (now_ = 1010; now_ <= 1950; now_ += 10) {
    Step(TimePassed{});
    for (const CoreAction& action : actions_) {
      if (const auto* a = std::get_if<AddSilence>(&action)) {
        EXPECT_EQ(a->job, job);
        if (silence == 0) from = now_;
        silence += a->num_samples;
      }
      const auto* emit = std::get_if<Emit>(&action);
      if (const auto* delta = emit ? std::get_if<AudioDelta>(&emit->event) : nullptr) {
        EXPECT_EQ(delta->from_sample, sent);
        sent = delta->to_sample;
      }
    }
  }
  EXPECT_EQ(from, 1500);                     // 150 ms before the opener is over
  EXPECT_EQ(sent, 12000 + silence);          // all of it is told at once
  EXPECT_GE(sent, (1950 - 1150 + 90) * 24);  // playback never runs dry
  EXPECT_LE(sent, (1950 - 1150 + 220) * 24);
  Step(ReplyClauseReady{.job = job,
                        .text = "Hello you.",
                        .num_samples = 24000,
                        .words = {{9, 12000, 24000}, {14, 24000, 36000}}});
  EXPECT_EQ(Told<AudioDelta>().from_sample, sent);
  // Heard: the opener, the silence, and 0.6 s of the words; "Hello" is over after 0.5 s of them.
  const int64_t heard_ms = sent / 24 + 600;
  Step(ReplyEnded{.job = job});
  now_ = 1150 + heard_ms;
  Step(TimePassed{});
  Step(TruncateItem{.item_id = core_.items().back().id,
                    .audio_end_ms = static_cast<int>(heard_ms)});
  EXPECT_EQ(core_.PromptHistory().back().text, "Hello…");  // the model does not see openers
}

TEST_F(ConversationCoreTest, NoSilenceFollowsWordsOrAReplyThatIsOver) {
  Step(CreateResponse{});
  const JobId job = Ordered<StartReply>().job;
  Step(ReplyClauseReady{.job = job, .text = "Hm. ", .num_samples = 4800, .is_opener = true});
  Step(ReplyClauseReady{.job = job, .text = "Hello.", .num_samples = 4800});
  for (now_ = 0; now_ <= 2000; now_ += 10) {
    Step(TimePassed{});
    for (const CoreAction& action : actions_) {
      EXPECT_FALSE(std::holds_alternative<AddSilence>(action)) << now_;
    }
  }
}

TEST_F(ConversationCoreTest, HowAClauseIsMeantIsToldToThoseWhoAskOnly) {
  Step(CreateResponse{});
  const ReplyActing acting{.scene = {}, .directions = {"whispers"}};
  const auto told = Step(ReplyClauseReady{
      .job = Ordered<StartReply>().job, .text = "Hi.", .num_samples = 2400, .acting = acting});
  EXPECT_THAT(told, testing::Not(testing::Contains("acting")));
}

TEST_F(ConversationCoreTest, AFunctionCallGoesInTheDocumentedOrder) {
  Step(CreateResponse{});
  const JobId job = Ordered<StartReply>().job;
  EXPECT_THAT(Step(ReplyFunctionCall{job, "c1", "order", "{\"n\":2}"}), IsEmpty());
  EXPECT_THAT(
      Step(ReplyEnded{.job = job}),
      ElementsAre("output+", "item+", "arguments", "arguments.", "output.", "item.", "response."));
  EXPECT_EQ(Told<OutputItemAdded>().item.arguments, "");
  EXPECT_EQ(Told<OutputItemDone>().item.arguments, "{\"n\":2}");
  EXPECT_EQ(Told<OutputItemDone>().item.status, ItemStatus::kCompleted);
}

TEST_F(ConversationCoreTest, ASecondOutputOfACallIsRefused) {
  Step(CreateResponse{});
  const JobId job = Ordered<StartReply>().job;
  Step(ReplyFunctionCall{job, "c1", "order", "{}"});
  Step(ReplyEnded{.job = job});
  CreateItem output{
      .event_id = "e1",
      .item = {.type = ItemType::kFunctionCallOutput, .call_id = "c1", .output = "1"}};
  EXPECT_THAT(Step(output), ElementsAre("item+", "item."));
  Step(output);
  ExpectError("invalid_value", "e1");
  output.item.call_id = "c2";
  Step(output);
  ExpectError("invalid_value", "e1");
}

TEST_F(ConversationCoreTest, OneResponseAtATimeAndTheFirstOneLives) {
  Step(CreateResponse{});
  const JobId job = Ordered<StartReply>().job;
  EXPECT_THAT(Step(CreateResponse{.event_id = "e7"}), ElementsAre("error"));
  ExpectError("conversation_already_has_active_response", "e7");
  EXPECT_THAT(Step(ReplyClauseReady{.job = job, .text = "Hi.", .num_samples = 240}),
              testing::Contains("audio"));
}

TEST_F(ConversationCoreTest, ACancelledResponseIsClosedProperlyAndLeavesItsPlace) {
  Step(CreateResponse{});
  const JobId job = Ordered<StartReply>().job;
  Step(ReplyClauseReady{.job = job, .text = "Hello.", .num_samples = 240'000});
  EXPECT_THAT(Step(CancelResponse{}),
              ElementsAre("audio.", "transcript.", "part.", "output.", "item.", "response."));
  EXPECT_EQ(Told<ResponseDone>().response.reason, ResponseReason::kClientCancelled);
  EXPECT_EQ(Told<OutputItemDone>().item.status, ItemStatus::kIncomplete);
  EXPECT_EQ(Ordered<AbortJob>().job, job);
  EXPECT_THAT(Step(CreateResponse{}), ElementsAre("response+"));
  EXPECT_THAT(Step(ReplyClauseReady{.job = job, .text = "late", .num_samples = 240}), IsEmpty());
}

TEST_F(ConversationCoreTest, CancellingNothingIsTheErrorThatClientsKnow) {
  EXPECT_THAT(Step(CancelResponse{.event_id = "e1"}), ElementsAre("error"));
  ExpectError("response_cancel_not_active", "e1");
  EXPECT_THAT(Told<ErrorEvent>().message, StartsWith("Cancellation failed"));
}

TEST_F(ConversationCoreTest, ResponsesOutsideTheConversationTouchNothingInIt) {
  Step(CreateResponse{});
  const JobId inside = Ordered<StartReply>().job;
  EXPECT_THAT(Step(CreateResponse{.in_conversation = false, .metadata = {{"topic", "x"}}}),
              ElementsAre("response+"));
  EXPECT_FALSE(Told<ResponseCreated>().response.in_conversation);
  EXPECT_EQ(Told<ResponseCreated>().response.metadata.at("topic"), "x");
  const JobId outside = Ordered<StartReply>().job;
  EXPECT_NE(inside, outside);
  EXPECT_THAT(Step(ReplyClauseReady{.job = outside, .text = "Hi.", .num_samples = 48'000}),
              ElementsAre("output+", "part+", "transcript", "audio", "audio", "audio", "audio",
                          "audio", "audio", "audio", "audio", "audio", "audio"));
  EXPECT_THAT(Step(ReplyEnded{.job = outside}),
              ElementsAre("audio.", "transcript.", "part.", "output.", "response."));
  EXPECT_THAT(core_.items(), IsEmpty());
}

TEST_F(ConversationCoreTest, AtMostFourResponsesOutsideTheConversation) {
  for (int i = 0; i < 4; ++i) {
    EXPECT_THAT(Step(CreateResponse{.in_conversation = false}), ElementsAre("response+"));
  }
  EXPECT_THAT(Step(CreateResponse{.event_id = "e1", .in_conversation = false}),
              ElementsAre("error"));
}

TEST_F(ConversationCoreTest, OverridesAndInputReplaceWhatTheSessionHas) {
  Step(Text("Known.", "known"));
  Step(CreateResponse{.instructions = "Be brief.",
                      .voice = "B",
                      .tool_choice_json = "\"none\"",
                      .input = {{Item{.id = "known"}, Text("New.").item}}});
  const ReplyRequest& request = Ordered<StartReply>().request;
  EXPECT_EQ(request.instructions, "Be brief.");
  EXPECT_EQ(request.voice, "B");
  EXPECT_THAT(request.history, ElementsAre(HistoryMessage{ItemRole::kUser, "Known."},
                                           HistoryMessage{ItemRole::kUser, "New."}));
}

TEST_F(ConversationCoreTest, AReferenceToNobodyIsRefused) {
  EXPECT_THAT(Step(CreateResponse{.event_id = "e1", .input = {{Item{.id = "nobody"}}}}),
              ElementsAre("error"));
  ExpectError("invalid_value", "e1");
}

TEST_F(ConversationCoreTest, UnknownItemsAreRefusedWithTheirOwnCodes) {
  Step(RetrieveItem{"e1", "nobody"});
  ExpectError("item_retrieve_invalid_item_id", "e1");
  Step(DeleteItem{"e2", "nobody"});
  ExpectError("item_delete_invalid_item_id", "e2");
  Step(TruncateItem{.event_id = "e3", .item_id = "nobody"});
  ExpectError("item_truncate_invalid_item_id", "e3");
  Step(CreateItem{.event_id = "e4", .item = Text("x").item, .previous_item_id = "nobody"});
  ExpectError("invalid_value", "e4");
}

TEST_F(ConversationCoreTest, UserItemsCannotBeTruncated) {
  Step(Text("Hi.", "mine"));
  Step(TruncateItem{.event_id = "e1", .item_id = "mine"});
  ExpectError("invalid_value", "e1");
}

TEST_F(ConversationCoreTest, ItemsGoWhereTheyAreAskedToGo) {
  Step(Text("a", "a"));
  Step(Text("b", "b"));
  CreateItem create = Text("first", "first");
  create.previous_item_id = "root";
  Step(create);
  EXPECT_EQ(Told<ItemAdded>().previous_item_id, std::nullopt);
  create = Text("middle", "middle");
  create.previous_item_id = "a";
  Step(create);
  EXPECT_EQ(Told<ItemAdded>().previous_item_id, "a");
  std::vector<std::string> ids;
  for (const Item& item : core_.items()) ids.push_back(item.id);
  EXPECT_THAT(ids, ElementsAre("first", "a", "middle", "b"));
}

TEST_F(ConversationCoreTest, AnUpdateIsAnsweredWithItsSerialAndABadOneChangesNothing) {
  UpdateSession update{.event_id = "e1", .config = core_.session(), .serial = 5};
  update.config.instructions = "Be kind.";
  EXPECT_THAT(Step(update), ElementsAre("session.updated"));
  EXPECT_EQ(Told<SessionUpdated>().serial, 5);
  update.config.speed = 9;
  update.config.instructions = "Be rude.";
  EXPECT_THAT(Step(update), ElementsAre("error"));
  EXPECT_EQ(Told<ErrorEvent>().param, "speed");
  EXPECT_EQ(Told<ErrorEvent>().serial, 5);
  EXPECT_EQ(core_.session().instructions, "Be kind.");
}

TEST_F(ConversationCoreTest, TheEngineFailingFailsTheResponseOnly) {
  Step(CreateResponse{});
  EXPECT_THAT(Step(ReplyEnded{.job = Ordered<StartReply>().job,
                              .end = ReplyEnd::kFailed,
                              .error = Error::Internal("broken")}),
              ElementsAre("response."));
  EXPECT_EQ(Told<ResponseDone>().response.status, ResponseStatus::kFailed);
  EXPECT_EQ(Told<ResponseDone>().response.error_message, "broken");
  EXPECT_THAT(Step(CreateResponse{}), ElementsAre("response+"));
}

TEST_F(ConversationCoreTest, TheTokenLimitMakesAnIncompleteResponse) {
  Step(CreateResponse{.modality = Modality::kText});
  const JobId job = Ordered<StartReply>().job;
  Step(ReplyClauseReady{.job = job, .text = "Hel"});
  Step(ReplyEnded{.job = job, .end = ReplyEnd::kLength});
  EXPECT_EQ(Told<ResponseDone>().response.status, ResponseStatus::kIncomplete);
  EXPECT_EQ(Told<ResponseDone>().response.reason, ResponseReason::kMaxOutputTokens);
}

TEST_F(ConversationCoreTest, WhatComesForNobodyIsCountedAndChangesNothing) {
  EXPECT_THAT(Step(TranscriptReady{.job = 99, .text = "late"}), IsEmpty());
  EXPECT_THAT(Step(TurnScored{.job = 99, .probability = 0.9f}), IsEmpty());
  EXPECT_THAT(Step(TurnRead{.job = 99, .whole = 0.1f}), IsEmpty());
  EXPECT_THAT(Step(ReplyFirstToken{.job = 99}), IsEmpty());
  EXPECT_THAT(Step(ReplyClauseReady{.job = 99, .text = "late", .num_samples = 24}), IsEmpty());
  EXPECT_THAT(Step(ReplyEnded{.job = 99}), IsEmpty());
  EXPECT_EQ(core_.NumNoOps(), 6);
  EXPECT_EQ(core_.StateName(), "Silent/Idle/None");
}

TEST_F(ConversationCoreTest, IdsAreAFunctionOfTheSeed) {
  ConversationCore other({});
  other.Step(0, Text("a"));
  Step(Text("a"));
  EXPECT_EQ(core_.items()[0].id, other.items()[0].id);
  EXPECT_THAT(core_.items()[0].id, testing::MatchesRegex("item_[0-9A-Za-z]{20}"));
}

}  // namespace
}  // namespace vivavoce::dialogue::conversation_core_test
