// Said in another tone, the same words get another answer: with the real models, from a description and
// from sound.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <string>

#include "app/engine_parts.h"
#include "app/file_conversation.h"
#include "audio/wav_file.h"
#include "hearing/testing/made_voices.h"

namespace vivavoce::app::tone_model_test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::filesystem::path kSpeech = std::filesystem::path(VV_SOURCE_DIR) / "tests/data/speech";

// Waits for one text reply.
class TextReply final : public dialogue::EngineListener {
 public:
  void OnTranscript(dialogue::JobId, Result<hearing::Transcript>) override {}
  void OnTurnScore(dialogue::JobId, Result<float>) override {}
  void OnReplyFirstToken(dialogue::JobId) override {}
  void OnReplyFirstClause(dialogue::JobId) override {}
  void OnReplyClause(dialogue::JobId, dialogue::ReplyClause clause) override {
    const std::lock_guard lock(mutex_);
    text_ += clause.text;
  }
  void OnReplyFunctionCall(dialogue::JobId, dialogue::FunctionCall) override {}
  void OnReplyDone(dialogue::JobId, dialogue::ReplyResult) override {
    const std::lock_guard lock(mutex_);
    done_ = true;
    changed_.notify_all();
  }
  std::string Wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return done_; });
    return text_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string text_;
  bool done_ = false;
};

class ToneModelTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto loaded = EngineParts::Load(Config{}, {});
    ASSERT_TRUE(loaded) << loaded.error().ToString();
    parts_ = loaded->release();
  }
  static void TearDownTestSuite() {
    delete parts_;
    parts_ = nullptr;
  }

  static std::string Reply(Language language, std::string words, std::string tone) {
    TextReply reply;
    auto session = parts_->engine->OpenSession(reply);
    EXPECT_TRUE(session) << session.error().ToString();
    dialogue::ReplyRequest request{
        .history = {{dialogue::ItemRole::kUser, words, tone}},
        .language = language,
        .modality = dialogue::Modality::kText,
        .temperature = 0.0f,
        .max_output_tokens = 60,
    };
    (*session)->StartReply(1, std::move(request), /*hold=*/false);
    std::string text = reply.Wait();
    std::printf("%s (%s)\n  -> %s\n", words.c_str(), tone.c_str(), text.c_str());
    return text;
  }

  static std::vector<TurnOutcome> Talk(const std::vector<std::vector<float>>& spoken) {
    std::vector<UserTurn> turns;
    for (const auto& samples : spoken) turns.push_back({samples, 16000, ""});
    dialogue::SessionConfig session;
    session.turn_detection.type = dialogue::TurnDetection::Type::kSemanticVad;
    session.openers = false;
    session.temperature = 0;
    session.max_output_tokens = 40;
    auto outcomes = RunFileConversation(*parts_->engine, session, turns, {});
    EXPECT_TRUE(outcomes) << outcomes.error().ToString();
    for (const TurnOutcome& turn : outcomes.value_or(std::vector<TurnOutcome>())) {
      std::printf("%s (%s)\n  -> %s\n", turn.user_text.c_str(), turn.tone.c_str(),
                  turn.reply_text.c_str());
    }
    return outcomes.value_or(std::vector<TurnOutcome>());
  }

  static EngineParts* parts_;
};
EngineParts* ToneModelTest::parts_ = nullptr;

TEST_F(ToneModelTest, CheerfulAndTearfulWordsGetDifferentAnswers) {
  const std::string words = "I just got off the phone with my sister.";
  const std::string happy = Reply(Language::kEnglish, words, "laughs; sounds happy");
  const std::string sad =
      Reply(Language::kEnglish, words, "sighs; much more quietly than usual; sounds sad");
  EXPECT_NE(happy, sad);
  for (const std::string& reply : {happy, sad}) {
    EXPECT_THAT(reply, Not(HasSubstr("(")));
    EXPECT_FALSE(reply.empty());
  }
}

TEST_F(ToneModelTest, SoDoChineseOnes) {
  const std::string words = "我今天面试完了。";
  const std::string happy = Reply(Language::kChinese, words, "笑了，听起来很兴奋");
  const std::string sad = Reply(Language::kChinese, words, "叹了口气，比平时轻得多，听起来难过");
  EXPECT_NE(happy, sad);
  for (const std::string& reply : {happy, sad}) EXPECT_THAT(reply, Not(HasSubstr("（")));
}

// The same recording four times, the last time slower and more quietly. Whether the small model
// answers such a hint otherwise depends on the words; with these it mostly does not.
TEST_F(ToneModelTest, ARecordingSaidSlowlyAndQuietlyReachesTheModelSo) {
  auto wav = audio::ReadWav(kSpeech / "librispeech-7902-96591-0001.wav");
  ASSERT_TRUE(wav);
  const std::vector<float>& plain = wav->samples;
  const auto subdued =
      hearing::testing::Louder(hearing::testing::TimeScaled(plain, 0.65), -9);
  const auto changed = Talk({plain, plain, plain, subdued});
  ASSERT_EQ(changed.size(), 4u);
  EXPECT_THAT(changed[2].tone, Not(HasSubstr("quietly")));
  EXPECT_THAT(changed[3].tone, HasSubstr("quietly"));
  EXPECT_THAT(changed[3].tone, HasSubstr("slower"));
  EXPECT_THAT(changed[3].user_text, Not(HasSubstr("(")));
}

}  // namespace
}  // namespace vivavoce::app::tone_model_test
