// Sound in, tone beside the words out: the whole driver with a scripted engine in virtual time.
#include "dialogue/turn_tone.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "dialogue/conversation.h"
#include "dialogue/perception_json.h"
#include "dialogue/testing/scripted_speech_engine.h"
#include "hearing/testing/made_voices.h"
#include "hearing/testing/tone_encoder.h"
#include "runtime/virtual_executor.h"

namespace vivavoce::dialogue::turn_tone_test {
namespace {

using hearing::testing::Buzz;
using hearing::testing::Louder;
using hearing::testing::Silence;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class Recorder final : public ConversationListener {
 public:
  void OnServerEvent(const ServerEvent& event) override {
    if (const auto* e = std::get_if<PerceptionCompleted>(&event)) completed.push_back(*e);
    if (const auto* e = std::get_if<PerceptionUpdated>(&event)) updated.push_back(*e);
    if (const auto* e = std::get_if<TranscriptionCompleted>(&event)) words.push_back(e->transcript);
    if (const auto* e = std::get_if<ItemAdded>(&event)) items.push_back(e->item);
  }
  void OnPerception(const hearing::Perception& heard) override { perceived.push_back(heard); }

  std::vector<PerceptionCompleted> completed;
  std::vector<PerceptionUpdated> updated;
  std::vector<std::string> words;
  std::vector<Item> items;
  std::vector<hearing::Perception> perceived;
};

class TurnToneTest : public ::testing::Test {
 protected:
  void Start(PerceptionSettings perception) {
    SessionConfig session;
    session.transcription_events = true;
    session.perception = perception;
    engine_ = std::make_unique<ScriptedSpeechEngine>(SpeechScript{.speaker_encoder = &encoder_},
                                                     clock_, executor_);
    auto made = Conversation::Create({.session = session, .id_seed = 7}, *engine_, clock_,
                                     executor_, recorder_);
    ASSERT_TRUE(made) << made.error().ToString();
    conversation_ = std::move(*made);
  }
  void Hear(const std::vector<float>& samples) {
    for (size_t i = 0; i < samples.size(); i += 320) {
      const size_t end = std::min(samples.size(), i + 320);
      conversation_->AppendAudio({samples.begin() + static_cast<std::ptrdiff_t>(i),
                                  samples.begin() + static_cast<std::ptrdiff_t>(end)},
                                 16000);
      executor_.RunUntil(clock_.NowMs() + 20);
    }
  }
  // One turn and the time to answer it. "Hello there." has three syllables.
  void Say(double seconds, double hz, double db = 0) {
    Hear(Louder(Buzz(seconds, [hz](double t) { return hz * (1 + 0.1 * std::sin(20 * t)); }), db));
    Hear(Silence(6));
  }
  std::string LastTone() const {
    const auto requests = engine_->requests();
    return requests.empty() || requests.back().history.empty() ? ""
                                                                : requests.back().history.back().tone;
  }

  runtime::VirtualClock clock_{1000};
  runtime::VirtualExecutor executor_{clock_};
  Recorder recorder_;
  hearing::testing::ToneEncoder encoder_;
  std::unique_ptr<ScriptedSpeechEngine> engine_;
  std::unique_ptr<Conversation> conversation_;
};

TEST_F(TurnToneTest, TheSameWordsMoreQuietlyAreAnotherRequest) {
  Start({});
  for (int i = 0; i < 3; ++i) Say(1.5, 200);
  EXPECT_EQ(LastTone(), "");
  Say(1.5, 200, -12);
  EXPECT_THAT(LastTone(), HasSubstr("quietly"));
  EXPECT_EQ(recorder_.words, std::vector<std::string>(4, "Hello there.")) << "words stay words";
}

TEST_F(TurnToneTest, NothingIsOnTheWireUnlessAskedFor) {
  Start({});
  Say(1.5, 200);
  EXPECT_THAT(recorder_.completed, IsEmpty());
  EXPECT_THAT(recorder_.updated, IsEmpty());
  for (const Item& item : recorder_.items) EXPECT_FALSE(item.perception);
  EXPECT_THAT(recorder_.perceived, SizeIs(1)) << "metrics see it";
}

TEST_F(TurnToneTest, AskedForItIsToldWhileTheTurnGoesOnAndWhenItIsOver) {
  Start({.events = true});
  Say(2.2, 200);
  ASSERT_THAT(recorder_.completed, SizeIs(1));
  const PerceptionCompleted& done = recorder_.completed[0];
  EXPECT_NEAR(done.heard->measures.f0_hz.value(), 200, 5);
  EXPECT_TRUE(done.heard->emotion);
  EXPECT_FALSE(done.heard->measures.syllables_heard);
  EXPECT_GE(recorder_.updated.size(), 3u);
  EXPECT_LE(recorder_.updated.size(), 6u);
  for (const PerceptionUpdated& update : recorder_.updated) {
    EXPECT_EQ(update.item_id, done.item_id);
    EXPECT_TRUE(update.heard->measures.syllables_heard || update.heard->measures.syllables == 0);
  }
}

TEST_F(TurnToneTest, WithoutConsentNoMoodIsJudged) {
  Start({.events = true, .emotion = false});
  Say(1.5, 200);
  ASSERT_THAT(recorder_.completed, SizeIs(1));
  EXPECT_FALSE(recorder_.completed[0].heard->emotion);
  EXPECT_FALSE(PerceptionToJson(*recorder_.completed[0].heard).contains("emotion"));
  for (const auto& update : recorder_.updated) EXPECT_FALSE(update.heard->emotion);
}

TEST_F(TurnToneTest, WhoIsSpeakingIsJudgedOnlyWhenAskedFor) {
  Start({.events = true});
  Say(1.5, 110);
  ASSERT_THAT(recorder_.completed, SizeIs(1));
  EXPECT_FALSE(recorder_.completed[0].heard->speaker);
  EXPECT_FALSE(PerceptionToJson(*recorder_.completed[0].heard).contains("speaker"));
}

TEST_F(TurnToneTest, AskedForWhoIsSpeakingIsToldButOnlyChildrenToTheModel) {
  Start({.events = true, .speaker = true});
  Say(1.5, 110);
  ASSERT_THAT(recorder_.completed, SizeIs(1));
  ASSERT_TRUE(recorder_.completed[0].heard->speaker);
  EXPECT_EQ(PerceptionToJson(*recorder_.completed[0].heard)["speaker"]["gender"], "male");
  EXPECT_THAT(LastTone(), Not(HasSubstr("voice"))) << "a grown-up is not worth a word";
}

TEST_F(TurnToneTest, SpeakersAreToldApartOnlyWhenAskedFor) {
  Start({.events = true, .speaker = true});
  Say(2, 110);
  ASSERT_THAT(recorder_.completed, SizeIs(1));
  EXPECT_FALSE(recorder_.completed[0].heard->identity);
  EXPECT_FALSE(PerceptionToJson(*recorder_.completed[0].heard).contains("identity"));
}

TEST_F(TurnToneTest, AskedForSomebodyNewIsToldToTheClientAndTheModelOnce) {
  Start({.events = true, .emotion = false, .identity = true});
  Say(2, 110);
  EXPECT_THAT(LastTone(), Not(HasSubstr("somebody else")));
  Say(2, 300);
  EXPECT_THAT(LastTone(), HasSubstr("somebody else is speaking now"));
  Say(2, 300);
  EXPECT_THAT(LastTone(), Not(HasSubstr("somebody else")));
  Say(2, 110);
  EXPECT_THAT(LastTone(), Not(HasSubstr("somebody else")));
  std::vector<std::string> told;
  for (const PerceptionCompleted& done : recorder_.completed) {
    const auto json = PerceptionToJson(*done.heard)["identity"];
    told.push_back(json["verdict"].get<std::string>() + json["speaker"].dump());
  }
  EXPECT_EQ(told, (std::vector<std::string>{"new1", "new2", "same2", "same1"}));
}

TEST_F(TurnToneTest, SwitchedOffForThePromptItIsStillOnTheWire) {
  Start({.events = true, .prompt = false});
  for (int i = 0; i < 3; ++i) Say(1.5, 200);
  Say(1.5, 200, -12);
  EXPECT_EQ(LastTone(), "");
  EXPECT_THAT(recorder_.completed, SizeIs(4));
}

TEST_F(TurnToneTest, SwitchedOffAltogetherNothingIsHeardOfIt) {
  Start({.events = false, .prompt = false, .emotion = false});
  Say(1.5, 200);
  EXPECT_THAT(recorder_.perceived, IsEmpty());
}

TEST(PerceptionJsonTest, OfASpeakerOnlyNumbersAreWritten) {
  hearing::Perception heard;
  heard.identity = hearing::SpeakerIdentity{};
  EXPECT_EQ(PerceptionToJson(heard)["identity"].dump(),
            R"({"verdict":"unknown","speaker":null,"confidence":0.0,"similarity":null})");
  heard.identity = {.verdict = hearing::SpeakerVerdict::kSame,
                    .speaker = 2,
                    .confidence = 0.987f,
                    .similarity = 0.8123f,
                    .judgement = 7};
  EXPECT_EQ(PerceptionToJson(heard)["identity"].dump(),
            R"({"verdict":"same","speaker":2,"confidence":0.99,"similarity":0.81})");
}

TEST(PerceptionJsonTest, UnknownIsNullAndTimesAreShifted) {
  hearing::Perception heard;
  heard.events = {{hearing::VocalEventKind::kSigh, 100, 800, 0.6f}};
  const auto json = PerceptionToJson(heard, 1000);
  EXPECT_TRUE(json["pitch_hz"].is_null());
  EXPECT_EQ(json["voice_quality"], "unknown");
  EXPECT_EQ(json["events"][0]["type"], "sigh");
  EXPECT_EQ(json["events"][0]["start_ms"], 1100);
  EXPECT_FALSE(json.contains("emotion"));
}

}  // namespace
}  // namespace vivavoce::dialogue::turn_tone_test
