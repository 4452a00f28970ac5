// The adaptors between the HTTP endpoints and the models, with scripted models.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "app/http_chat.h"
#include "app/http_speech.h"
#include "app/http_transcription.h"
#include "hearing/testing/scripted.h"
#include "llm/testing/scripted_language_model.h"
#include "speaking/testing/tone_synthesizer.h"

namespace vivavoce::app::http_services_test {
namespace {

class HttpSpeechTest : public ::testing::Test {
 protected:
  HttpSpeechTest() : personas_(*persona::PersonaLibrary::Load("")) {}
  Status Speak(const realtime::SpeechJob& job, size_t most_clauses = 100) {
    return speech_.Speak(job, cancel_, [&](const realtime::ServiceClause& clause) {
      clauses_.push_back(clause.samples.size());
      if (clause.plan) plans_.push_back(*clause.plan);
      return clauses_.size() < most_clauses;
    });
  }

  speaking::ToneSynthesizer tone_;
  persona::PersonaShelf personas_;
  runtime::ThreadBudget budget_{2};
  HttpSpeech speech_{{tone_, personas_, "", budget_, nullptr}};
  CancellationToken cancel_;
  std::vector<size_t> clauses_;
  std::vector<realtime::SpeechPlan> plans_;
};

TEST_F(HttpSpeechTest, ALongTextIsSpokenClauseByClause) {
  ASSERT_TRUE(Speak({.text = "This is the first sentence of the text. And this is **the second**, "
                             "which is quite a bit longer. Now the third one follows.",
                     .voice = "af_heart"}));
  EXPECT_GE(clauses_.size(), 3u);
  EXPECT_EQ(budget_.waiting(), 0);
}

TEST_F(HttpSpeechTest, APlanIsToldToThoseWhoAskOnTheClockOfTheWholeAnswer) {
  const std::string text = "This is the first sentence of the text. And this is the second one.";
  ASSERT_TRUE(Speak({.text = text, .voice = "af_heart"}));
  EXPECT_TRUE(plans_.empty());
  clauses_.clear();
  ASSERT_TRUE(Speak({.text = text, .voice = "af_heart", .plan = true}));
  ASSERT_EQ(plans_.size(), clauses_.size());
  ASSERT_GE(plans_.size(), 2u);
  int64_t end_ms = 0;
  for (const realtime::SpeechPlan& plan : plans_) {
    EXPECT_EQ(plan.start_ms, end_ms);
    ASSERT_FALSE(plan.words.empty());
    EXPECT_GE(plan.words.front().start_ms, plan.start_ms);
    EXPECT_LE(plan.words.back().end_ms, plan.end_ms);
    EXPECT_NE(plan.text.find(plan.words.front().text), std::string::npos);
    end_ms = plan.end_ms;
  }
}

TEST_F(HttpSpeechTest, TextWithNothingToSayIsSilent) {
  ASSERT_TRUE(Speak({.text = "?! ... 🙂", .voice = "af_heart"}));
  EXPECT_TRUE(clauses_.empty());
}

TEST_F(HttpSpeechTest, AnUnknownVoiceIsTold) {
  const Status status = Speak({.text = "Hello there.", .voice = "nobody"});
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kNotFound);
}

TEST_F(HttpSpeechTest, ItEndsWhenTheListenerOrTheTokenSaysSo) {
  const realtime::SpeechJob job{.text = "One sentence is here. Another sentence is here. A third.",
                                .voice = "af_heart"};
  EXPECT_EQ(Speak(job, 1).error().code, ErrorCode::kCancelled);
  EXPECT_EQ(clauses_.size(), 1u);
  cancel_.Cancel();
  EXPECT_EQ(Speak(job).error().code, ErrorCode::kCancelled);
  EXPECT_EQ(clauses_.size(), 1u);
}

class HttpTranscriptionTest : public ::testing::Test {
 protected:
  // Speech in the given windows of 32 ms, silence elsewhere.
  static std::vector<float> Script(std::vector<std::pair<int, int>> spoken, int windows) {
    std::vector<float> script(static_cast<size_t>(windows), 0.0f);
    for (const auto& [begin, end] : spoken) {
      std::fill(script.begin() + begin, script.begin() + end, 1.0f);
    }
    return script;
  }
  Status Transcribe(std::vector<float> script) {
    HttpTranscription service({[&]() -> Result<std::unique_ptr<hearing::VoiceActivityDetector>> {
                                 return std::make_unique<hearing::testing::ScriptedVad>(script);
                               },
                               recognizer_, budget_});
    job_.samples.assign(script.size() * hearing::kVadWindowSamples, 0.1f);
    return service.Transcribe(job_, cancel_, [&](const realtime::TimedText& text) {
      texts_.push_back(text);
      return true;
    });
  }

  hearing::testing::ScriptedRecognizer recognizer_;
  runtime::ThreadBudget budget_{2};
  realtime::TranscriptionJob job_;
  CancellationToken cancel_;
  std::vector<realtime::TimedText> texts_;
};

TEST_F(HttpTranscriptionTest, EachStretchOfSpeechHasItsTimes) {
  recognizer_.ThenFinal("Hello.");
  recognizer_.ThenFinal("Bye.");
  job_.language = "en";
  job_.prompt = "names";
  ASSERT_TRUE(Transcribe(Script({{20, 60}, {120, 150}}, 200)));
  ASSERT_EQ(texts_.size(), 2u);
  EXPECT_EQ(texts_[0].text, "Hello.");
  EXPECT_NEAR(texts_[0].begin_s, 20 * 0.032 - 0.2, 0.01);
  EXPECT_NEAR(texts_[0].end_s, 60 * 0.032 + 0.2, 0.01);
  EXPECT_EQ(texts_[1].language, "en");
  EXPECT_EQ(recognizer_.calls().front().options.hint, "names");
  EXPECT_EQ(recognizer_.calls().front().options.language, Language::kEnglish);
}

TEST_F(HttpTranscriptionTest, SilenceIsNotSentToTheRecognizer) {
  ASSERT_TRUE(Transcribe(Script({}, 100)));
  EXPECT_TRUE(texts_.empty());
  EXPECT_TRUE(recognizer_.calls().empty());
}

TEST_F(HttpTranscriptionTest, ACancelledJobEndsAndGivesItsGrantBack) {
  cancel_.Cancel();
  EXPECT_EQ(Transcribe(Script({{0, 90}}, 100)).error().code, ErrorCode::kCancelled);
  const auto grant = budget_.Acquire(runtime::Lane::kSpeech, runtime::Urgency::kNormal);
  EXPECT_GE(grant.threads(), 1);
}

class HttpChatTest : public ::testing::Test {
 protected:
  Result<realtime::ChatOutcome> Complete() {
    return chat_.Complete(job_, cancel_, [&](std::string_view piece) {
      text_ += piece;
      return !leaves_;
    });
  }
  HttpChatTest() { job_.turns = {{realtime::ChatTurnRole::kUser, "Hi"}}; }

  llm::ScriptedLanguageModel model_{
      {.mode = llm::ScriptedLanguageModel::Mode::kThread, .max_sessions = 1}};
  HttpChat chat_{model_};
  realtime::ChatJob job_;
  CancellationToken cancel_;
  std::string text_;
  bool leaves_ = false;
};

TEST_F(HttpChatTest, TheWholeTextArrivesAndTheSessionIsClosed) {
  model_.On("Hi", {"Hello you there.", {}});
  job_.seed = 7;
  job_.stop = {"STOP"};
  job_.top_p = 0.4f;
  const auto outcome = Complete();
  ASSERT_TRUE(outcome) << outcome.error().ToString();
  EXPECT_EQ(text_, "Hello you there.");
  EXPECT_FALSE(outcome->cut);
  EXPECT_GT(outcome->completion_tokens, 0);
  EXPECT_EQ(model_.open_sessions(), 0);
  const auto request = model_.requests().front();
  EXPECT_EQ(request.sampling.seed, 7u);
  EXPECT_EQ(request.sampling.stop, job_.stop);
  EXPECT_FLOAT_EQ(request.sampling.top_p, 0.4f);
}

TEST_F(HttpChatTest, ALimitCutsTheText) {
  model_.On("Hi", {"one two three four five six", {}});
  job_.max_tokens = 2;
  const auto outcome = Complete();
  ASSERT_TRUE(outcome);
  EXPECT_TRUE(outcome->cut);
  EXPECT_EQ(outcome->completion_tokens, 2);
}

TEST_F(HttpChatTest, AModelsErrorIsPassedOn) {
  model_.On("Hi", {"", Error::Internal("broken")});
  EXPECT_EQ(Complete().error().message, "broken");
}

TEST_F(HttpChatTest, AClientThatLeavesCancels) {
  std::string long_text;
  for (int i = 0; i < 5000; ++i) long_text += "word ";
  model_.On("Hi", {long_text, {}});
  job_.max_tokens = 100000;
  leaves_ = true;
  EXPECT_EQ(Complete().error().code, ErrorCode::kCancelled);
  EXPECT_EQ(model_.open_sessions(), 0);
}

TEST_F(HttpChatTest, WithoutAPlaceItIsUnavailable) {
  const auto taken = model_.OpenSession();
  EXPECT_EQ(Complete().error().code, ErrorCode::kUnavailable);
}

}  // namespace
}  // namespace vivavoce::app::http_services_test
