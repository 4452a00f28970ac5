// A held reply tells how whole the turn is once the language model has read it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "dialogue/cascade_engine.h"
#include "dialogue/testing/quiet_listener.h"
#include "hearing/testing/scripted.h"
#include "llm/testing/scripted_language_model.h"
#include "speaking/testing/tone_synthesizer.h"

namespace vivavoce::dialogue::cascade_turn_end_test {
namespace {

using ::testing::ElementsAre;
using ::testing::FloatNear;
using ::testing::IsEmpty;

class Listener final : public QuietListener {
 public:
  void OnTurnRead(JobId, float value) override {
    whole.push_back(value);
    before_the_first_token = !token;
  }
  void OnReplyFirstToken(JobId) override { token = true; }

  std::vector<float> whole;
  bool before_the_first_token = false;
  bool token = false;
};

class CascadeTurnEndTest : public ::testing::Test {
 protected:
  CascadeTurnEndTest()
      : engine_({.make_voice_activity_detector =
                     []() -> Result<std::unique_ptr<hearing::VoiceActivityDetector>> {
                   return std::make_unique<hearing::testing::ScriptedVad>();
                 },
                 .language_model = &model_,
                 .synthesizer = &synthesizer_,
                 .personas = &personas_,
                 .budget = &budget_,
                 .segmenter = nullptr,
                 .turn_end_probe = &probe_}) {
    session_ = *engine_.OpenSession(listener_);
    model_.Queue({"All right.", {}});
  }

  void Reply(bool hold, ItemRole last = ItemRole::kUser) {
    session_->StartReply(1,
                         {.history = {{last, "It was a very small"}},
                          .language = Language::kEnglish,
                          .modality = Modality::kText},
                         hold);
    model_.RunUntilIdle();
  }

  const TurnEndProbe probe_ = *TurnEndProbe::Parse("layer 0\nbias 0\nweights AACAPw==\n", "test");
  llm::ScriptedLanguageModel model_;
  speaking::ToneSynthesizer synthesizer_;
  persona::PersonaShelf personas_{*persona::PersonaLibrary::Load({})};
  runtime::ThreadBudget budget_{1};
  Listener listener_;
  CascadeEngine engine_;
  std::unique_ptr<EngineSession> session_;
};

TEST_F(CascadeTurnEndTest, AHeldReplyTellsItOnceBeforeItsFirstToken) {
  model_.SetState({-2});
  Reply(/*hold=*/true);
  EXPECT_THAT(listener_.whole, ElementsAre(FloatNear(0.1192f, 1e-4f)));
  EXPECT_TRUE(listener_.before_the_first_token);
  EXPECT_TRUE(listener_.token);
}

TEST_F(CascadeTurnEndTest, AReplyThatIsNotHeldIsWantedWhateverTheWords) {
  model_.SetState({-2});
  Reply(/*hold=*/false);
  EXPECT_THAT(listener_.whole, IsEmpty());
  EXPECT_TRUE(listener_.token);
}

TEST_F(CascadeTurnEndTest, OnlyTheUsersWordsCanBeBrokenOff) {
  model_.SetState({-2});
  Reply(/*hold=*/true, ItemRole::kAssistant);
  EXPECT_THAT(listener_.whole, IsEmpty());
}

TEST_F(CascadeTurnEndTest, AModelWithoutStatesOrWithOthersSaysNothing) {
  Reply(/*hold=*/true);
  EXPECT_THAT(listener_.whole, IsEmpty());
  model_.Queue({"All right.", {}});
  model_.SetState({1, 2});
  Reply(/*hold=*/true);
  EXPECT_THAT(listener_.whole, IsEmpty());
}

}  // namespace
}  // namespace vivavoce::dialogue::cascade_turn_end_test
