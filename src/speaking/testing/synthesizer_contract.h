// What every Synthesizer promises (speaking/synthesizer.h), as tests. Include it in one test file
// of a binary and write
//   INSTANTIATE_TEST_SUITE_P(Kokoro, SynthesizerContract, ::testing::Values(MakeKokoro));
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <set>
#include <string>

#include "speaking/synthesizer.h"

namespace vivavoce::speaking {

inline constexpr const char* kContractEnglish = "Hello there, how are you?";
inline constexpr const char* kContractChinese = "今天天气很好。";

// Returns a synthesizer that lives until the process ends; null when its models are not installed.
// It must know the words of both texts above and the voices af_heart and zf_xiaoyi.
using SynthesizerSource = Synthesizer* (*)();

class SynthesizerContract : public ::testing::TestWithParam<SynthesizerSource> {
 protected:
  void SetUp() override {
    synthesizer_ = GetParam()();
    if (!synthesizer_) GTEST_SKIP() << "models are not installed";
  }

  static SynthesisRequest English() {
    SynthesisRequest request;
    request.text = kContractEnglish;
    request.language = Language::kEnglish;
    request.voice = "af_heart";
    return request;
  }
  static SynthesisRequest Chinese() {
    SynthesisRequest request;
    request.text = kContractChinese;
    request.language = Language::kChinese;
    request.voice = "zf_xiaoyi";
    return request;
  }

  SynthesizedClause Speak(const SynthesisRequest& request) {
    auto clause = synthesizer_->Synthesize(request);
    if (clause) return *std::move(clause);
    ADD_FAILURE() << clause.error().ToString();
    return {};
  }
  Error Refusal(const SynthesisRequest& request) {
    const auto clause = synthesizer_->Synthesize(request);
    if (!clause) return clause.error();
    ADD_FAILURE() << "was accepted";
    return {};
  }

  Synthesizer* synthesizer_ = nullptr;
};

TEST_P(SynthesizerContract, SoundIsFiniteWithinFullScaleAndAudible) {
  for (const auto& request : {English(), Chinese()}) {
    const SynthesizedClause clause = Speak(request);
    double power = 0;
    for (const float x : clause.samples) {
      ASSERT_TRUE(std::isfinite(x));
      ASSERT_LE(std::abs(x), 1.0f);
      power += static_cast<double>(x) * x;
    }
    EXPECT_GT(power / static_cast<double>(clause.samples.size()), 1e-4);
  }
}

TEST_P(SynthesizerContract, AClauseBeginsAndEndsAtZeroSoThatJoinsDoNotClick) {
  for (const auto& request : {English(), Chinese()}) {
    const SynthesizedClause clause = Speak(request);
    ASSERT_FALSE(clause.samples.empty());
    EXPECT_NEAR(clause.samples.front(), 0.0f, 1e-3f);
    EXPECT_NEAR(clause.samples.back(), 0.0f, 1e-3f);
  }
}

TEST_P(SynthesizerContract, EveryWordOfTheTextHasItsPlaceInTheSound) {
  const auto words_of = [&](const SynthesisRequest& request) {
    std::vector<std::string> words;
    const SynthesizedClause clause = Speak(request);
    int64_t last = 0;
    for (const SpokenWord& word : clause.words) {
      EXPECT_GE(word.start_sample, last);
      EXPECT_GT(word.end_sample, word.start_sample);
      last = word.end_sample;
      words.push_back(request.text.substr(word.text_begin, word.text_end - word.text_begin));
    }
    EXPECT_LE(last, static_cast<int64_t>(clause.samples.size()));
    return words;
  };
  EXPECT_THAT(words_of(English()), ::testing::ElementsAre("Hello", "there", "how", "are", "you"));
  EXPECT_THAT(words_of(Chinese()), ::testing::ElementsAre("今", "天", "天", "气", "很", "好"));
}

TEST_P(SynthesizerContract, TheSameRequestGivesTheSameSamples) {
  EXPECT_EQ(Speak(English()).samples, Speak(English()).samples);
}

TEST_P(SynthesizerContract, DoubleSpeedTakesAboutHalfTheTime) {
  SynthesisRequest fast = English();
  fast.speed = 2;
  const auto normal_length = static_cast<double>(Speak(English()).samples.size());
  const auto fast_length = static_cast<double>(Speak(fast).samples.size());
  EXPECT_NEAR(fast_length / normal_length, 0.5, 0.1);
}

TEST_P(SynthesizerContract, TheFirstClauseOfAReplyIsNotLongerThanALaterOne) {
  SynthesisRequest first = English();
  first.first_in_reply = true;
  EXPECT_LE(Speak(first).samples.size(), Speak(English()).samples.size());
}

TEST_P(SynthesizerContract, AnUnknownVoiceIsNotFoundAndTheMessageListsTheKnownOnes) {
  for (const char* voice : {"", "nobody", "../af_heart", "AF_HEART"}) {
    SynthesisRequest request = English();
    request.voice = voice;
    const Error error = Refusal(request);
    EXPECT_EQ(error.code, ErrorCode::kNotFound) << voice;
    EXPECT_THAT(error.message, ::testing::HasSubstr("af_heart"));
  }
}

TEST_P(SynthesizerContract, TextWithNothingToSayIsInvalid) {
  for (const char* text : {"", "   ", "?!", "，。"}) {
    SynthesisRequest request = English();
    request.text = text;
    EXPECT_EQ(Refusal(request).code, ErrorCode::kInvalidArgument) << text;
  }
}

TEST_P(SynthesizerContract, ASpeedOutOfRangeIsInvalid) {
  for (const float speed : {0.0f, 0.2f, 4.1f, -1.0f, std::numeric_limits<float>::quiet_NaN()}) {
    SynthesisRequest request = English();
    request.speed = speed;
    const Error error = Refusal(request);
    EXPECT_EQ(error.code, ErrorCode::kInvalidArgument) << speed;
    EXPECT_EQ(error.field, "speed");
  }
}

TEST_P(SynthesizerContract, ACancelledRequestSaysSoAndTheNextOneIsSpoken) {
  SynthesisRequest cancelled = English();
  cancelled.cancel.Cancel();
  EXPECT_EQ(Refusal(cancelled).code, ErrorCode::kCancelled);
  EXPECT_FALSE(Speak(English()).samples.empty());
}

TEST_P(SynthesizerContract, VoicesHaveUniqueNamesAndCoverBothLanguages) {
  std::set<std::string> names;
  std::set<Language> languages;
  const auto voices = synthesizer_->Voices();
  for (const VoiceInfo& voice : voices) {
    names.insert(voice.id);
    languages.insert(voice.language);
  }
  EXPECT_EQ(names.size(), voices.size());
  EXPECT_THAT(languages, ::testing::UnorderedElementsAre(Language::kEnglish, Language::kChinese));
}

}  // namespace vivavoce::speaking
