#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

#include "hearing/testing/real_models.h"
#include "hearing/testing/recognizer_contract.h"
#include "hearing/whisper_recognizer.h"
#include "text/error_rate.h"

namespace vivavoce::hearing::whisper_recognizer_model_test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class WhisperRecognizerModelTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto recognizer = CreateWhisperRecognizer(testing::DirectoryModelStore());
    ASSERT_TRUE(recognizer) << recognizer.error().message;
    recognizer_ = std::move(*recognizer);
    clips_ = testing::ReadSpeechClips(VV_SOURCE_DIR);
    ASSERT_EQ(clips_.size(), 5u);
  }
  static void TearDownTestSuite() { recognizer_.reset(); }

  static Transcript Recognize(std::span<const float> samples,
                              const RecognizeOptions& options = {}) {
    const auto transcript = recognizer_->Recognize(samples, options);
    EXPECT_TRUE(transcript) << transcript.error().message;
    return transcript.value_or(Transcript{});
  }
  static const testing::SpeechClip& Clip(std::string_view name) {
    for (const auto& clip : clips_) {
      if (clip.file.starts_with(name)) return clip;
    }
    ADD_FAILURE() << name << " is not there";
    return clips_.front();
  }

  static std::unique_ptr<Recognizer> recognizer_;
  static std::vector<testing::SpeechClip> clips_;
};
std::unique_ptr<Recognizer> WhisperRecognizerModelTest::recognizer_;
std::vector<testing::SpeechClip> WhisperRecognizerModelTest::clips_;

std::vector<float> Noise(size_t count, float level_dbfs, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal(0, std::pow(10.0f, level_dbfs / 20));
  std::vector<float> samples(count);
  for (float& sample : samples) sample = std::clamp(normal(random), -1.0f, 1.0f);
  return samples;
}

TEST_F(WhisperRecognizerModelTest, KeepsTheRecognizerContract) {
  testing::ExpectRecognizerContract(*recognizer_, Clip("librispeech-7902").samples);
}

TEST_F(WhisperRecognizerModelTest, TranscribesSpeechAndTellsItsLanguage) {
  text::ErrorCount total;
  for (const auto& clip : clips_) {
    const Transcript transcript = Recognize(clip.samples);
    const text::ErrorCount errors = text::CompareTranscripts(clip.text, transcript.text);
    RecordProperty(clip.file, transcript.text);
    EXPECT_EQ(transcript.language, clip.language) << clip.file;
    EXPECT_LE(errors.rate(), 0.25) << clip.file << ": " << transcript.text;
    EXPECT_LT(transcript.no_speech_probability, 0.6f) << clip.file;
    EXPECT_GT(transcript.mean_log_probability, -1.0f) << clip.file;
    total += errors;
  }
  EXPECT_LE(total.rate(), 0.10);
}

TEST_F(WhisperRecognizerModelTest, ChineseComesInSimplifiedCharacters) {
  const Transcript transcript = Recognize(Clip("aishell").samples);
  EXPECT_THAT(transcript.text, HasSubstr("广州市"));
  EXPECT_THAT(transcript.text, Not(HasSubstr("廣")));
}

TEST_F(WhisperRecognizerModelTest, SilenceIsEmpty) {
  for (const size_t count : {1600u, 16000u, 160000u}) {
    EXPECT_EQ(Recognize(std::vector<float>(count, 0.0f)).text, "");
    EXPECT_EQ(Recognize(Noise(count, -65, 3)).text, "");
  }
}

TEST_F(WhisperRecognizerModelTest, NoiseAndTonesAreEmpty) {
  for (const float level : {-50.0f, -40.0f, -30.0f, -20.0f, -10.0f}) {
    for (const size_t seconds : {1u, 3u, 8u}) {
      const std::vector<float> noise = Noise(seconds * 16000, level, 11 + seconds);
      for (const Language language : {Language::kUnknown, Language::kEnglish, Language::kChinese}) {
        for (const bool is_final : {true, false}) {
          EXPECT_EQ(Recognize(noise, {.language = language, .is_final = is_final}).text, "")
              << level << " dBFS, " << seconds << " s, " << LanguageCode(language);
        }
      }
    }
  }
  std::vector<float> hum(48000);
  for (size_t i = 0; i < hum.size(); ++i) {
    hum[i] = 0.1f * std::sin(2 * std::numbers::pi_v<float> * 100 * static_cast<float>(i) / 16000);
  }
  EXPECT_EQ(Recognize(hum).text, "");
}

TEST_F(WhisperRecognizerModelTest, PartialsHoldTheBeginningOfWhatIsSaid) {
  const auto& clip = Clip("jfk");
  const std::string two =
      Recognize(std::span(clip.samples).first(2 * 16000), {.is_final = false}).text;
  EXPECT_THAT(two, HasSubstr("my fellow"));
  const std::string four =
      Recognize(std::span(clip.samples).first(4 * 16000), {.is_final = false}).text;
  EXPECT_THAT(four, HasSubstr("fellow Americans"));
}

TEST_F(WhisperRecognizerModelTest, RepeatedCallsGiveTheSameText) {
  const auto& clip = Clip("librispeech-1995");
  const std::string first = Recognize(clip.samples).text;
  Recognize(Clip("aishell").samples);
  EXPECT_EQ(Recognize(clip.samples).text, first);
}

TEST_F(WhisperRecognizerModelTest, WordTimesCoverTheSpeechInOrder) {
  const auto& clip = Clip("librispeech-7902");
  const Transcript transcript = Recognize(clip.samples, {.word_times = true});
  ASSERT_GE(transcript.words.size(), 7u);
  const auto length_ms = static_cast<int64_t>(clip.samples.size() / 16);
  int64_t last = 0;
  for (const TranscriptWord& word : transcript.words) {
    EXPECT_GE(word.start_ms, last - 50) << word.text;
    EXPECT_LE(word.start_ms, word.end_ms) << word.text;
    EXPECT_LE(word.end_ms, length_ms) << word.text;
    last = word.start_ms;
  }
  EXPECT_GT(transcript.words.back().end_ms, length_ms / 2);
}

TEST_F(WhisperRecognizerModelTest, HintTeachesTheSpellingOfAName) {
  const auto& clip = Clip("librispeech-6930");
  EXPECT_THAT(Recognize(clip.samples, {.hint = "Concord, Amidst."}).text, HasSubstr("Concord"));
}

// Reduced: bfloat16 or 8 bits, whatever this CPU is fastest in.
TEST_F(WhisperRecognizerModelTest, Float32EncoderGivesTheSameWords) {
  auto precise = CreateWhisperRecognizer(testing::DirectoryModelStore(), {.reduced_precision = false});
  ASSERT_TRUE(precise);
  for (const auto& clip : clips_) {
    const auto transcript = (*precise)->Recognize(clip.samples, {});
    ASSERT_TRUE(transcript);
    const std::string reduced = Recognize(clip.samples).text;
    EXPECT_LE(text::CompareTranscripts(transcript->text, reduced).rate(), 0.05)
        << clip.file << ": " << transcript->text << " / " << reduced;
  }
}

}  // namespace
}  // namespace vivavoce::hearing::whisper_recognizer_model_test
