// Directions in a reply, through the cascade with fakes: they reach the voice and not the
// transcript.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>

#include "dialogue/cascade_engine.h"
#include "dialogue/persona_voice.h"
#include "dialogue/testing/quiet_listener.h"
#include "hearing/testing/scripted.h"
#include "llm/testing/scripted_language_model.h"
#include "speaking/testing/tone_synthesizer.h"

namespace vivavoce::dialogue::cascade_acting_test {
namespace {

// Keeps what it was asked for; says tones.
class KeepingSynthesizer final : public speaking::Synthesizer {
 public:
  Result<speaking::SynthesizedClause> Synthesize(
      const speaking::SynthesisRequest& request) override {
    {
      const std::lock_guard lock(mutex_);
      requests_.push_back(request);
    }
    return tones_.Synthesize(request);
  }
  std::vector<speaking::VoiceInfo> Voices() const override { return tones_.Voices(); }
  std::vector<speaking::SynthesisRequest> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<speaking::SynthesisRequest> requests_;
  speaking::ToneSynthesizer tones_;
};

class Listener final : public QuietListener {
 public:
  void OnReplyClause(JobId, ReplyClause clause) override {
    const std::lock_guard lock(mutex_);
    for (const ReplyWord& word : clause.words) {
      EXPECT_LE(word.text_end, text_.size() + clause.text.size());
    }
    text_ += clause.text;
    if (!clause.acting.scene.empty()) scenes_.push_back(clause.acting.scene);
    for (const std::string& direction : clause.acting.directions) {
      directions_.push_back(direction);
    }
  }
  void OnReplyDone(JobId, ReplyResult result) override {
    const std::lock_guard lock(mutex_);
    end_ = result.end;
    done_ = true;
    changed_.notify_all();
  }
  std::string WaitForText() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return done_; });
    EXPECT_EQ(end_, ReplyEnd::kComplete);
    return text_;
  }
  std::vector<std::string> directions() const { return directions_; }  // when it is done
  std::vector<std::string> scenes() const { return scenes_; }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string text_;
  std::vector<std::string> directions_, scenes_;
  ReplyEnd end_ = ReplyEnd::kFailed;
  bool done_ = false;
};

class CascadeActingTest : public ::testing::Test {
 protected:
  CascadeActingTest() : model_({.mode = llm::ScriptedLanguageModel::Mode::kThread}) {}

  // What the listener is shown of a reply that the language model writes so.
  std::string Reply(const std::string& written, Modality modality = Modality::kAudio) {
    model_.Queue({written, {}});
    CascadeEngine engine({.make_voice_activity_detector =
                              []() -> Result<std::unique_ptr<hearing::VoiceActivityDetector>> {
                            return std::make_unique<hearing::testing::ScriptedVad>();
                          },
                          .recognizer = &recognizer_,
                          .end_of_turn = &end_of_turn_,
                          .language_model = &model_,
                          .synthesizer = &voice_,
                          .personas = &personas_,
                          .budget = &budget_,
                          .segmenter = nullptr});
    Listener listener;
    auto session = engine.OpenSession(listener);
    EXPECT_TRUE(session);
    (*session)->StartReply(1,
                           {.history = {{ItemRole::kUser, "Hello"}},
                            .language = Language::kEnglish,
                            .modality = modality,
                            .voice = "af_heart"},
                           /*hold=*/false);
    std::string text = listener.WaitForText();
    directions_ = listener.directions();
    scenes_ = listener.scenes();
    return text;
  }
  // Without the persona's openers, which are made on the side.
  std::vector<speaking::SynthesisRequest> Spoken() const {
    auto requests = voice_.requests();
    std::erase_if(requests, [&](const auto& request) {
      for (const auto& line : personas_.Find("")->openers.en) {
        if (request.text == line) return true;
      }
      return false;
    });
    return requests;
  }

  std::vector<std::string> directions_, scenes_;  // of the reply
  llm::ScriptedLanguageModel model_;
  hearing::testing::ScriptedRecognizer recognizer_;
  hearing::testing::ScriptedEndOfTurnDetector end_of_turn_;
  KeepingSynthesizer voice_;
  persona::PersonaShelf personas_{*persona::PersonaLibrary::Load("")};
  runtime::ThreadBudget budget_{4};
};

TEST_F(CascadeActingTest, TheTranscriptHasWhatIsHeardAndTheVoiceHasTheDirections) {
  const std::string shown =
      Reply("(whispering) Come here, I have something for you. *Really*. (laughs) It is a cat.");
  EXPECT_EQ(shown, "Come here, I have something for you. *Really*. It is a cat.");
  bool whispered = false, laughed = false, stressed = false;
  for (const auto& request : Spoken()) {
    EXPECT_EQ(request.text.find("whisper"), std::string::npos);
    EXPECT_EQ(request.text.find("laugh"), std::string::npos);
    for (const text::SpeechCue& cue : request.cues) {
      whispered |= cue.kind == text::SpeechCue::Kind::kManner && cue.manner.whisper == 1;
      laughed |= cue.kind == text::SpeechCue::Kind::kEvent;
      stressed |= cue.kind == text::SpeechCue::Kind::kEmphasis;
    }
  }
  EXPECT_THAT(directions_, ::testing::ElementsAre("whispering", "laughs"));
  EXPECT_TRUE(whispered);
  EXPECT_TRUE(laughed);
  EXPECT_TRUE(stressed);
}

TEST_F(CascadeActingTest, ASoundAtTheEndIsAskedForAfterTheLastWord) {
  EXPECT_EQ(Reply("That was all, my friend. (sighs)"), "That was all, my friend. ");
  const auto spoken = Spoken();
  ASSERT_EQ(spoken.size(), 2u);
  EXPECT_EQ(spoken[1].text, "");
  ASSERT_EQ(spoken[1].cues.size(), 1u);
  EXPECT_EQ(spoken[1].cues[0].event, text::VocalEvent::kSigh);
}

TEST_F(CascadeActingTest, ThePersonasSceneAndProfileReachTheVoice) {
  Reply("Good evening to you, my friend.");
  const persona::PersonaVoice& voice = personas_.Find("")->voice;
  const auto spoken = Spoken();
  ASSERT_FALSE(spoken.empty());
  EXPECT_EQ(spoken[0].scene, SceneOf(voice, Language::kEnglish));
  ASSERT_FALSE(voice.scene.For(Language::kEnglish).empty());
  EXPECT_THAT(scenes_, ::testing::ElementsAre(voice.scene.For(Language::kEnglish)));
  EXPECT_FLOAT_EQ(spoken[0].profile.pitch_st, ProfileOf(voice).pitch_st);
  EXPECT_FLOAT_EQ(spoken[0].profile.laughter, ProfileOf(voice).laughter);
}

TEST_F(CascadeActingTest, AWrittenReplyIsLeftAsItIs) {
  EXPECT_EQ(Reply("(laughs) Hello there, *friend*.", Modality::kText),
            "(laughs) Hello there, *friend*.");
}

}  // namespace
}  // namespace vivavoce::dialogue::cascade_acting_test
