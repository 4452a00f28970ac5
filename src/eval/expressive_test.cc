// The set of expressive texts, the measuring of sounds, and the verdicts on sounds made for it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <numbers>

#include "eval/expressive_report.h"

namespace vivavoce::eval::expressive_test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr int kRate = 24000;

// A voice: eight harmonics from `from_hz` gliding to `to_hz`; 0 Hz: noise of the same level.
void Add(SpokenText& spoken, double seconds, double from_hz, double to_hz, double level) {
  const auto count = static_cast<size_t>(seconds * kRate);
  double phase = 0;
  uint32_t noise = 1;
  for (size_t i = 0; i < count; ++i) {
    const double x = static_cast<double>(i) / static_cast<double>(count);
    // 20 ms at each end fade, so that stretches part as words do.
    const double edge = std::min({1.0, x * seconds / 0.02, (1 - x) * seconds / 0.02});
    double value = 0;
    if (from_hz > 0) {
      phase += 2 * std::numbers::pi * (from_hz + (to_hz - from_hz) * x) / kRate;
      for (int k = 1; k <= 8; ++k) value += std::sin(k * phase) / k / 1.3;
    } else {
      noise = noise * 1664525u + 1013904223u;
      value = (noise >> 8) / 8388608.0 - 1;
    }
    spoken.samples.push_back(static_cast<float>(level * edge * value));
  }
}

void Silence(SpokenText& spoken, double seconds) {
  spoken.samples.resize(spoken.samples.size() + static_cast<size_t>(seconds * kRate));
}

void Word(SpokenText& spoken, double seconds, double from_hz, double to_hz, double level) {
  const double begin = static_cast<double>(spoken.samples.size()) / kRate;
  Add(spoken, seconds, from_hz, to_hz, level);
  spoken.words.push_back({begin, begin + seconds});
}

struct Way {
  double seconds = 0.3, hz = 200, level = 0.1, end_hz = 200;
};
// Four words.
SpokenText Sentence(const Way& way = {}) {
  SpokenText spoken{.sample_rate_hz = kRate};
  Silence(spoken, 0.05);
  for (int i = 0; i < 3; ++i) Word(spoken, way.seconds, way.hz, way.hz, way.level);
  Word(spoken, way.seconds, way.hz, way.end_hz, way.level);
  Silence(spoken, 0.1);
  return spoken;
}

bool Right(Expression expression, const SpokenText& neutral, const SpokenText& directed) {
  const auto verdict = CheckExpression(expression, neutral, directed);
  EXPECT_TRUE(verdict) << verdict.error().ToString();
  return verdict && verdict->right;
}

TEST(ExpressiveSetTest, EveryExpressionHasTwelveTextsALanguageHalfOfThemHeldOut) {
  const auto texts = ParseExpressiveTexts(BuiltInExpressiveTexts(), "built in");
  ASSERT_TRUE(texts) << texts.error().ToString();
  std::map<std::pair<Expression, Language>, std::pair<int, int>> counts;
  for (const ExpressiveText& text : *texts) {
    auto& [all, held_out] = counts[{text.expression, text.language}];
    ++all;
    held_out += text.held_out ? 1 : 0;
    EXPECT_THAT(text.source, ::testing::StartsWith("sae-")) << text.id;
    for (const char* mark : {"[", "（", "*", "<", "("}) {
      EXPECT_THAT(text.neutral, Not(HasSubstr(mark))) << text.id;
    }
  }
  EXPECT_EQ(counts.size(), 2 * kExpressionNames.size());
  for (const auto& [key, count] : counts) {
    EXPECT_EQ(count, std::pair(12, 6)) << ExpressionName(key.first);
  }
}

TEST(ExpressiveSetTest, TheNeutralTextHasNoMarksAndAQuestionBecomesAStatement) {
  const auto texts = ParseExpressiveTexts(
      "# comment\n"
      "emphasis\ten\ta\tWe *won* it.\n"
      "emphasis\ten\tb\tThis is *it*.\n"
      "question\tzh\tc\t你要走？\n",
      "set");
  ASSERT_TRUE(texts) << texts.error().ToString();
  EXPECT_EQ(texts->at(0).neutral, "We won it.");
  EXPECT_EQ(texts->at(0).id, "emphasis-en-01");
  EXPECT_FALSE(texts->at(0).held_out);
  EXPECT_TRUE(texts->at(1).held_out);
  EXPECT_EQ(texts->at(2).neutral, "你要走。");
}

TEST(ExpressiveSetTest, ErrorsNameTheLine) {
  for (const char* wrong :
       {"faster\ten\tx", "singing\ten\tx\t(sings) La.", "faster\tfr\tx\t(fast) Oui.",
        "laugh\ten\tx\t[laugh]", "faster\ten\tx\tNo direction.", ""}) {
    const auto texts = ParseExpressiveTexts(wrong, "my.tsv");
    ASSERT_FALSE(texts) << wrong;
    EXPECT_THAT(texts.error().ToString(), HasSubstr("my.tsv"));
  }
}

TEST(VoiceSketchTest, MeasuresPitchLevelLengthAndSilence) {
  SpokenText spoken{.sample_rate_hz = kRate};
  Silence(spoken, 0.2);
  Add(spoken, 0.5, 150, 150, 0.1);
  Silence(spoken, 0.4);
  Add(spoken, 0.5, 0, 0, 0.1);
  const auto sketch = VoiceSketch::Of(spoken.samples, kRate);
  ASSERT_TRUE(sketch) << sketch.error().ToString();
  const StretchMeasure voice = sketch->Measure(0, 0.9);
  EXPECT_NEAR(voice.seconds, 0.5, 0.04);
  ASSERT_TRUE(voice.f0_st);
  EXPECT_NEAR(*voice.f0_st, 12 * std::log2(150), 0.2);
  EXPECT_GT(voice.voiced_share, 0.85);
  const StretchMeasure noise = sketch->Measure(1.1, 1.6);
  EXPECT_LT(noise.voiced_share, 0.2);
  EXPECT_NEAR(sketch->LongestSilenceMs(0.3, 1.3), 400, 30);
  EXPECT_FALSE(VoiceSketch::Of(std::span(spoken.samples).first(100), kRate));
}

TEST(ExpressionCheckTest, RateAndPitchMustChangeAsAskedByWhatIsNoticed) {
  const SpokenText plain = Sentence();
  EXPECT_TRUE(Right(Expression::kFaster, plain, Sentence({.seconds = 0.25})));
  EXPECT_FALSE(Right(Expression::kFaster, plain, Sentence({.seconds = 0.295})));
  EXPECT_FALSE(Right(Expression::kFaster, plain, Sentence({.seconds = 0.4})));
  EXPECT_TRUE(Right(Expression::kSlower, plain, Sentence({.seconds = 0.4})));
  EXPECT_TRUE(Right(Expression::kHigher, plain, Sentence({.hz = 240, .end_hz = 240})));
  EXPECT_FALSE(Right(Expression::kHigher, plain, Sentence({.hz = 210, .end_hz = 210})));
  EXPECT_TRUE(Right(Expression::kLower, plain, Sentence({.hz = 170, .end_hz = 170})));
  EXPECT_FALSE(Right(Expression::kLower, plain, plain));
  EXPECT_TRUE(Right(Expression::kQuestion, plain, Sentence({.end_hz = 300})));
  EXPECT_FALSE(Right(Expression::kQuestion, plain, Sentence({.end_hz = 150})));
}

TEST(ExpressionCheckTest, AnEmotionNeedsTwoCuesAndNoneAgainstIt) {
  const SpokenText plain = Sentence();
  const Way sad{.seconds = 0.36, .hz = 170, .level = 0.07, .end_hz = 170};
  const Way glad{.seconds = 0.26, .hz = 250, .level = 0.15, .end_hz = 250};
  EXPECT_TRUE(Right(Expression::kSadness, plain, Sentence(sad)));
  EXPECT_TRUE(Right(Expression::kTenderness, plain, Sentence(sad)));
  EXPECT_TRUE(Right(Expression::kExcitement, plain, Sentence(glad)));
  EXPECT_TRUE(Right(Expression::kAnger, plain, Sentence(glad)));
  EXPECT_FALSE(Right(Expression::kAnger, plain, Sentence(sad)));
  EXPECT_FALSE(Right(Expression::kSadness, plain, Sentence(glad)));
  Way fast_and_low = sad;  // two cues of sadness, and one of the contrary
  fast_and_low.seconds = 0.25;
  EXPECT_FALSE(Right(Expression::kSadness, plain, Sentence(fast_and_low)));
  EXPECT_FALSE(Right(Expression::kSadness, plain, Sentence({.seconds = 0.36})));  // one cue
}

TEST(ExpressionCheckTest, AWhisperHasNoVoice) {
  const SpokenText plain = Sentence({.level = 0.2});
  EXPECT_TRUE(Right(Expression::kWhisper, plain, Sentence({.hz = 0, .level = 0.05})));
  EXPECT_FALSE(Right(Expression::kWhisper, plain, Sentence({.level = 0.05})));  // only soft
}

TEST(ExpressionCheckTest, AStressedWordStandsOutFromTheOthersAsItDidNotBefore) {
  const SpokenText plain = Sentence();
  SpokenText stressed{.sample_rate_hz = kRate, .stress_begin = 1, .stress_end = 2};
  Silence(stressed, 0.05);
  Word(stressed, 0.3, 200, 200, 0.1);
  Word(stressed, 0.4, 260, 240, 0.15);
  for (int i = 0; i < 2; ++i) Word(stressed, 0.3, 200, 200, 0.1);
  EXPECT_TRUE(Right(Expression::kEmphasis, plain, stressed));
  SpokenText all_louder = Sentence({.seconds = 0.4, .hz = 260, .level = 0.15, .end_hz = 260});
  all_louder.stress_begin = 1;
  all_louder.stress_end = 2;
  EXPECT_FALSE(Right(Expression::kEmphasis, plain, all_louder));
  all_louder.stress_end = 1;  // nothing is marked
  EXPECT_FALSE(Right(Expression::kEmphasis, plain, all_louder));
}

TEST(ExpressionCheckTest, APauseIsAsLongAsItSays) {
  const SpokenText plain = Sentence();
  const auto pausing = [](double seconds) {
    SpokenText spoken{.sample_rate_hz = kRate, .pause_before = 2, .pause_ms = 500};
    for (int i = 0; i < 4; ++i) {
      if (i == 2) Silence(spoken, seconds);
      Word(spoken, 0.3, 200, 200, 0.1);
    }
    return spoken;
  };
  EXPECT_TRUE(Right(Expression::kPause, plain, pausing(0.5)));
  EXPECT_FALSE(Right(Expression::kPause, plain, pausing(0.2)));
  EXPECT_FALSE(Right(Expression::kPause, plain, pausing(0.8)));
}

TEST(ExpressionCheckTest, ALaughIsARowOfVoicedBurstsAndASighFadesAway) {
  const SpokenText plain = Sentence();
  SpokenText laugh = Sentence(), sigh = Sentence();
  const double begin = static_cast<double>(laugh.samples.size()) / kRate;
  for (int i = 0; i < 4; ++i) {
    Add(laugh, 0.12, 300 - 30 * i, 280 - 30 * i, 0.12);
    Silence(laugh, 0.08);
  }
  laugh.events.push_back({begin, begin + 0.8});
  for (int i = 0; i < 6; ++i) Add(sigh, 0.1, 0, 0, 0.05 / (1 + i));
  sigh.events.push_back({begin, begin + 0.6});
  EXPECT_TRUE(Right(Expression::kLaugh, plain, laugh));
  EXPECT_FALSE(Right(Expression::kLaugh, plain, sigh));
  EXPECT_TRUE(Right(Expression::kSigh, plain, sigh));
  SpokenText short_sound = laugh;
  short_sound.events[0].end_s = begin + 0.12;
  EXPECT_FALSE(Right(Expression::kSigh, plain, short_sound));
  EXPECT_FALSE(Right(Expression::kSigh, plain, plain));  // no sound at all
}

TEST(ExpressionCheckTest, OnlyTheWordsAreTranscribed) {
  SpokenText laugh = Sentence();
  const size_t begin = laugh.samples.size();
  Add(laugh, 0.2, 300, 280, 0.12);
  const size_t end = laugh.samples.size();
  Word(laugh, 0.3, 200, 200, 0.1);
  laugh.events.push_back(
      {static_cast<double>(begin) / kRate, static_cast<double>(end) / kRate});
  const std::vector<float> words = WordsAlone(laugh);
  ASSERT_EQ(words.size(), laugh.samples.size());
  for (size_t i = 0; i < words.size(); ++i) {
    ASSERT_EQ(words[i], i >= begin && i < end ? 0 : laugh.samples[i]) << i;
  }
  laugh.events[0] = {-1, 1000};
  EXPECT_EQ(WordsAlone(laugh), std::vector<float>(words.size(), 0.0f));
}

TEST(ExpressionCheckTest, DifferentWordsCannotBeCompared) {
  SpokenText other = Sentence();
  other.words.pop_back();
  EXPECT_FALSE(CheckExpression(Expression::kFaster, Sentence(), other));
}

ExpressiveOutcome Outcome(size_t number, bool right, size_t errors) {
  ExpressiveOutcome outcome;
  outcome.text = {.id = "faster-en-0" + std::to_string(number),
                  .expression = Expression::kFaster,
                  .language = Language::kEnglish,
                  .directed = "(fast) <Go>",
                  .neutral = "<Go>",
                  .number = number,
                  .held_out = number % 2 == 0};
  outcome.verdict = {right, {{"rate", "%", 12, right}}};
  outcome.neutral_errors = {.reference = 10};
  outcome.directed_errors = {.substitutions = errors, .reference = 10};
  return outcome;
}

TEST(ExpressiveReportTest, RowsCountEachPartAndPassOnlyWithShareAndIntelligibility) {
  const auto rows = ExpressiveRows(
      {Outcome(1, true, 0), Outcome(2, true, 0), Outcome(3, false, 2), Outcome(4, true, 1)});
  const auto find = [&](bool held_out, const char* expression) {
    for (const ExpressiveRow& row : rows) {
      if (row.held_out == held_out && row.expression == expression) return row;
    }
    ADD_FAILURE() << expression;
    return ExpressiveRow{};
  };
  const ExpressiveRow held_out = find(true, "faster"), tuned = find(false, "faster");
  EXPECT_EQ(held_out.right.count, 2);
  EXPECT_EQ(held_out.right.of, 2);
  EXPECT_NEAR(held_out.LossPoints(), 5, 1e-9);
  EXPECT_FALSE(held_out.Passes());  // all right, but a word in twenty is lost
  EXPECT_EQ(tuned.right.count, 1);
  EXPECT_FALSE(tuned.Passes());
  const auto good = ExpressiveRows({Outcome(2, true, 0)});
  EXPECT_TRUE(good.front().Passes());
}

TEST(ExpressiveReportTest, ThePageHasThePlayersAndEscapesTheTexts) {
  ExpressiveOutcome outcome = Outcome(2, true, 0);
  outcome.neutral_sound = "abc";
  outcome.directed_sound = "def";
  outcome.directed_heard = "<script>";
  const std::string page = ExpressiveHtml({outcome});
  EXPECT_THAT(page, HasSubstr("data:audio/mpeg;base64,YWJj"));
  EXPECT_THAT(page, HasSubstr("data:audio/mpeg;base64,ZGVm"));
  EXPECT_THAT(page, Not(HasSubstr("<script>")));
  EXPECT_THAT(page, HasSubstr("&lt;Go&gt;"));
  const auto json = ExpressiveJson({outcome});
  EXPECT_EQ(json["texts"].size(), 1u);
  EXPECT_EQ(json["rows"][0]["right"]["count"], 1);
  EXPECT_THAT(ExpressiveTable({outcome}), HasSubstr("faster"));
}

}  // namespace
}  // namespace vivavoce::eval::expressive_test
