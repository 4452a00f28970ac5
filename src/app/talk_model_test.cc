// A first conversation with the real models, from files: recorded English, recorded Chinese,
// Chinese and English made by the synthesiser. The answer must say what its transcript says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <random>
#include <span>
#include <string>

#include "app/engine_parts.h"
#include "app/file_conversation.h"
#include "app/read_aloud.h"
#include "audio/resampler.h"
#include "audio/wav_file.h"
#include "dialogue/reply_clauses.h"
#include "persona/persona_library.h"
#include "runtime/thread_budget.h"
#include "text/error_rate.h"
#include "text/script.h"

namespace vivavoce::app::talk_model_test {
namespace {

const std::filesystem::path kSpeech = std::filesystem::path(VV_SOURCE_DIR) / "tests/data/speech";

class TalkModelTest : public ::testing::Test {
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

  static std::vector<TurnOutcome> Talk(const std::vector<UserTurn>& turns) {
    dialogue::SessionConfig session;
    session.turn_detection.type = dialogue::TurnDetection::Type::kSemanticVad;
    session.openers = false;  // recognisers drop and invent fillers
    session.temperature = 0;  // so that the last bit of a CPU's rounding seldom changes what is said
    auto outcomes = RunFileConversation(*parts_->engine, session, turns, {});
    EXPECT_TRUE(outcomes) << outcomes.error().ToString();
    return outcomes.value_or(std::vector<TurnOutcome>());
  }

  static UserTurn Recording(const std::string& name) {
    auto wav = audio::ReadWav(kSpeech / name);
    EXPECT_TRUE(wav) << wav.error().ToString();
    return {std::move(wav->samples), wav->sample_rate_hz, ""};
  }

  static UserTurn Say(const std::string& text, const std::string& voice) {
    auto spoken = Speak({.text = text, .voice = voice});
    EXPECT_TRUE(spoken) << spoken.error().ToString();
    if (!spoken) return {};
    return {std::move(spoken->samples), speaking::kSpeechSampleRateHz, ""};
  }

  static Result<speaking::SynthesizedClause> Speak(const speaking::SynthesisRequest& request) {
    const auto turn = TakeTurn();
    return parts_->voice.synthesizer->Synthesize(request);
  }

  // The words as the voice alone reads them, in the clauses that a reply is spoken in.
  static std::vector<float> ReadOut(const std::string& text, const std::string& voice) {
    std::vector<float> samples;
    const Status read = ReadAloud(
        text, {.voice = voice}, {}, parts_->voice.segmenter,
        [](const speaking::SynthesisRequest& request) { return Speak(request); },
        [&](const speaking::SynthesisRequest&, const speaking::SynthesizedClause& clause) {
          samples.insert(samples.end(), clause.samples.begin(), clause.samples.end());
          return true;
        },
        dialogue::kReplyClauses);
    EXPECT_TRUE(read) << read.error().ToString();
    return samples;
  }

  // A tenth of the words may be misheard, or one in a short reply. Where it is more, what was said may
  // be hard to hear for whisper base: then the reply may be heard one word or character worse than the
  // same clauses read out plainly. (Words that are always the same are counted in ActingModelTest.)
  static void ExpectSaysItsTranscript(const TurnOutcome& turn) {
    const text::ErrorCount errors = Compare(turn.reply_text, turn.reply_samples);
    if (errors.errors() <= 1 || errors.rate() <= 0.10) return;
    const auto personas = persona::PersonaLibrary::Load({});
    ASSERT_TRUE(personas);
    const Language language = text::DominantLanguage(turn.reply_text);
    const std::vector<float> plain =
        ReadOut(turn.reply_text, personas->Find("xiao_yue")->voice.id.For(language));
    EXPECT_LE(errors.errors(), Compare(turn.reply_text, plain).errors() + 1);
    EXPECT_LE(errors.rate(), 0.50) << "no reply is so hard to hear";
  }
  static text::ErrorCount Compare(const std::string& text, std::span<const float> sound) {
    auto samples = audio::Resample(sound, speaking::kSpeechSampleRateHz, 16000);
    EXPECT_TRUE(samples);
    hearing::RecognizeOptions options;
    options.language = text::DominantLanguage(text);
    const auto turn = TakeTurn();
    const auto heard = parts_->recognizer->Recognize(*samples, options);
    EXPECT_TRUE(heard) << heard.error().ToString();
    std::printf("said:  %s\nheard: %s\n", text.c_str(), heard->text.c_str());
    return text::CompareTranscripts(text, heard->text);
  }

  // The engine may be making its openers: voice and recogniser serve one at a time.
  static runtime::ThreadBudget::Grant TakeTurn() {
    return parts_->budget->Acquire(runtime::Lane::kSpeech, runtime::Urgency::kNormal);
  }

  static EngineParts* parts_;
};
EngineParts* TalkModelTest::parts_ = nullptr;

TEST_F(TalkModelTest, RealEnglishSpeechIsAnsweredInEnglish) {
  const auto turns = Talk({Recording("jfk.wav")});
  ASSERT_EQ(turns.size(), 1u);
  EXPECT_THAT(turns[0].user_text, ::testing::HasSubstr("country"));
  EXPECT_EQ(turns[0].status, "completed");
  EXPECT_EQ(text::DominantLanguage(turns[0].reply_text), Language::kEnglish);
  ExpectSaysItsTranscript(turns[0]);
}

TEST_F(TalkModelTest, RealChineseSpeechIsAnsweredInChinese) {
  const auto turns = Talk({Recording("aishell-BAC009S0724W0121.wav")});
  ASSERT_EQ(turns.size(), 1u);
  EXPECT_EQ(turns[0].language, Language::kChinese);
  EXPECT_EQ(turns[0].status, "completed");
  EXPECT_EQ(text::DominantLanguage(turns[0].reply_text), Language::kChinese);
  ExpectSaysItsTranscript(turns[0]);
}

TEST_F(TalkModelTest, ASecondTurnRemembersTheFirstAndTheLanguageFollowsTheUser) {
  const auto turns =
      Talk({Say("My name is Peter and I live in London.", "am_michael"),
            Say("Which city do I live in?", "am_michael"), Say("你今天过得怎么样？", "zm_yunxi")});
  ASSERT_EQ(turns.size(), 3u);
  EXPECT_THAT(turns[1].reply_text, ::testing::HasSubstr("London"));
  EXPECT_EQ(text::DominantLanguage(turns[1].reply_text), Language::kEnglish);
  EXPECT_EQ(text::DominantLanguage(turns[2].reply_text), Language::kChinese);
  for (const TurnOutcome& turn : turns) ExpectSaysItsTranscript(turn);
}

TEST_F(TalkModelTest, EveryStageOfASpokenAnswerIsMeasured) {
  const auto turns = Talk({Say("What did you do today?", "am_michael")});
  ASSERT_EQ(turns.size(), 1u);
  for (const char* stage :
       {"end_of_turn", "asr_final", "first_token", "first_clause", "first_audio"}) {
    EXPECT_THAT(turns[0].latency_ms, ::testing::Contains(::testing::Key(stage)));
  }
}

TEST_F(TalkModelTest, SilenceAndNoiseGetNoReply) {
  std::vector<float> silence(16000 * 3);
  std::vector<float> noise(16000 * 3);
  std::mt19937 random(3);
  std::normal_distribution<float> level(0, 0.02f);
  for (float& sample : noise) sample = level(random);
  const auto turns = Talk({{silence, 16000, ""}, {noise, 16000, ""}, {{}, 16000, ""}});
  ASSERT_EQ(turns.size(), 3u);
  for (const TurnOutcome& turn : turns) {
    EXPECT_EQ(turn.status, "no_reply") << turn.user_text;
  }
}

TEST_F(TalkModelTest, AnUnknownVoiceFailsTheResponseWithTheKnownOnesAndTheNextWorks) {
  dialogue::SessionConfig session;
  session.voice = "no_such_voice";
  const auto failed = RunFileConversation(*parts_->engine, session, {{{}, 0, "Hello"}}, {});
  ASSERT_TRUE(failed);
  EXPECT_EQ((*failed)[0].status, "failed");
  EXPECT_THAT((*failed)[0].error, ::testing::HasSubstr("af_heart"));
  const auto turns = Talk({{{}, 0, "Hello"}});
  EXPECT_EQ(turns[0].status, "completed");
}

}  // namespace
}  // namespace vivavoce::app::talk_model_test
