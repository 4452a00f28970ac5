// Sounds beside words: how loud they are brought to be, and the silences that clauses end with.
#include <gtest/gtest.h>

#include <cmath>

#include "speaking/clause_assembly.h"
#include "speaking/event_levels.h"
#include "speaking/event_recipes.h"
#include "speaking/kokoro_graph.h"

namespace vivavoce::speaking::event_levels_test {
namespace {

double LevelDb(std::span<const float> samples) {
  double sum = 0;
  for (const float x : samples) sum += static_cast<double>(x) * x;
  return 10 * std::log10(sum / static_cast<double>(samples.size()) + 1e-12);
}

// A sine of `level` in each token of `frames` frames.
std::vector<float> Tokens(const std::vector<int64_t>& frames, const std::vector<float>& levels) {
  std::vector<float> samples;
  for (size_t t = 0; t < frames.size(); ++t) {
    for (int64_t i = 0; i < frames[t] * kSamplesPerFrame; ++i) {
      samples.push_back(levels[t] * std::sin(0.3f * static_cast<float>(samples.size())));
    }
  }
  return samples;
}

PhonemeTarget Sound(float level_db) { return {.energy_db = level_db, .frames = 10}; }

TEST(EventLevelsTest, ASoundIsBroughtToItsLevelAgainstTheWordsFromBothSides) {
  const std::vector<int64_t> frames = {20, 10, 20};
  for (const float own : {0.005f, 0.3f}) {
    auto samples = Tokens(frames, {0.1f, own, 0.1f});
    const auto words = std::span(samples).first(18 * kSamplesPerFrame);
    const double before = LevelDb(words);
    LevelEvents(samples, frames, std::vector{PhonemeTarget{}, Sound(-12), PhonemeTarget{}});
    const auto sound = std::span(samples).subspan(21 * kSamplesPerFrame, 8 * kSamplesPerFrame);
    EXPECT_NEAR(LevelDb(sound) - before, -12, 0.5) << own;
    EXPECT_DOUBLE_EQ(LevelDb(words), before);
  }
}

TEST(EventLevelsTest, TheGainHasNoSteps) {
  const std::vector<int64_t> frames = {20, 10, 20};
  std::vector<float> samples(50 * kSamplesPerFrame, 0.1f);
  for (size_t i = 20 * kSamplesPerFrame; i < 30 * kSamplesPerFrame; ++i) samples[i] = 0.1f;
  LevelEvents(samples, frames, std::vector{PhonemeTarget{}, Sound(-20), PhonemeTarget{}});
  for (size_t i = 1; i < samples.size(); ++i) {
    ASSERT_LT(std::abs(samples[i] - samples[i - 1]), 0.001f) << i;
  }
}

TEST(EventLevelsTest, SilenceWordsAndSoundsWithoutALevelStayAsTheyAre) {
  const std::vector<int64_t> frames = {20, 10, 20};
  const auto unchanged = [&](const std::vector<float>& levels, const PhonemeTarget& middle) {
    const auto samples = Tokens(frames, levels);
    auto leveled = samples;
    LevelEvents(leveled, frames, std::vector{PhonemeTarget{}, middle, PhonemeTarget{}});
    return leveled == samples;
  };
  EXPECT_TRUE(unchanged({0.1f, 0.02f, 0.1f}, {}));
  EXPECT_TRUE(unchanged({0.1f, 0.02f, 0.1f}, {.frames = 10}));
  EXPECT_TRUE(unchanged({0.1f, 0, 0.1f}, Sound(-12)));
  EXPECT_TRUE(unchanged({0, 0.02f, 0}, Sound(-12)));
}

TEST(EventLevelsTest, AtMost24DecibelsAreMadeUp) {
  const std::vector<int64_t> frames = {20, 10, 20};
  auto samples = Tokens(frames, {0.1f, 0.0002f, 0.1f});
  const auto sound = std::span(samples).subspan(21 * kSamplesPerFrame, 8 * kSamplesPerFrame);
  const double before = LevelDb(sound);
  LevelEvents(samples, frames, std::vector{PhonemeTarget{}, Sound(-3), PhonemeTarget{}});
  EXPECT_NEAR(LevelDb(sound) - before, 24, 0.2);
}

// The mark behind a laugh's vowel is where it dies away: no louder than the model makes it.
TEST(EventLevelsTest, NeighboursOfOneLevelKeepTheirBalance) {
  constexpr size_t kSize = 10 * kSamplesPerFrame;
  const std::vector<int64_t> frames = {10, 10, 10};
  auto samples = Tokens(frames, {0.3f, 0.03f, 0.003f});
  LevelEvents(samples, frames, std::vector{PhonemeTarget{}, Sound(-6), Sound(-6)});
  const auto level = [&](size_t token) {
    return LevelDb(std::span(samples).subspan(token * kSize + kSamplesPerFrame, kSize - 2 * kSamplesPerFrame));
  };
  EXPECT_NEAR(level(1) - level(2), 20, 0.5);
  EXPECT_NEAR(level(1) - level(0), -3, 0.5);  // the mean of both is at -6
}

TEST(EventRecipeTest, ASofterSoundIsSofterAndALaughFades) {
  for (const Language language : {Language::kEnglish, Language::kChinese}) {
    const EventRecipe plain = RecipeOf(text::VocalEvent::kLaugh, language, {}, 1);
    const EventRecipe soft =
        RecipeOf(text::VocalEvent::kLaugh, language, {.energy_db = -5}, 1);
    ASSERT_EQ(plain.targets.size(), 15u);  // five bursts of breath, vowel and its mark
    for (size_t i = 0; i < plain.targets.size(); ++i) {
      EXPECT_LT(plain.targets[i].energy_db, 0);
      EXPECT_NEAR(soft.targets[i].energy_db, plain.targets[i].energy_db - 4, 1e-3);
    }
    EXPECT_LT(plain.targets[13].energy_db, plain.targets[1].energy_db - 5);
    EXPECT_LT(plain.targets[0].energy_db, plain.targets[1].energy_db);  // breath under the vowel
    const EventRecipe sigh = RecipeOf(text::VocalEvent::kSigh, language, {}, 1);
    EXPECT_LT(sigh.targets.back().energy_db, sigh.targets[1].energy_db - 5);
  }
}

class ClauseAssemblyTest : public ::testing::Test {
 protected:
  // "ab" of which each is 200 ms, with `lead` and `end` ms of pause asked for.
  static SynthesizedClause Assemble(int lead, int end, int silence_before) {
    ProsodyPlan plan;
    plan.phonemes = U"ab.";
    plan.targets.resize(3);
    plan.lead_pause_ms = lead;
    plan.end_pause_ms = end;
    SynthesisRequest request;
    request.silence_before_ms = silence_before;
    ClauseAssembly assembly(plan, request);
    std::vector<float> samples(9600);
    for (size_t i = 0; i < samples.size(); ++i) {
      samples[i] = 0.2f * std::sin(0.2f * static_cast<float>(i));
    }
    assembly.Add({0, 3}, std::move(samples), {0, 4800, 9600, 9600}, {});
    return assembly.Take();
  }
  static int SilenceAtStartMs(const SynthesizedClause& clause) {
    size_t at = 0;
    while (std::abs(clause.samples[at]) < 1e-4f) ++at;
    return static_cast<int>(at * 1000 / kSpeechSampleRateHz);
  }
  static int SilenceAtEndMs(const SynthesizedClause& clause) {
    size_t at = clause.samples.size();
    while (std::abs(clause.samples[at - 1]) < 1e-4f) --at;
    return static_cast<int>((clause.samples.size() - at) * 1000 / kSpeechSampleRateHz);
  }
};

TEST_F(ClauseAssemblyTest, APauseCountsTheSilenceThatIsThereAnyway) {
  const int natural = SilenceAtStartMs(Assemble(0, 0, 0));
  EXPECT_NEAR(SilenceAtStartMs(Assemble(500, 0, 0)), 500, 5);
  EXPECT_NEAR(SilenceAtStartMs(Assemble(500, 0, 160)), 340, 5);
  EXPECT_NEAR(SilenceAtStartMs(Assemble(100, 0, 300)), natural, 1);  // never less than there is
}

TEST_F(ClauseAssemblyTest, AClauseTellsTheSilenceItEndsWith) {
  for (const int asked : {0, 100, 900}) {
    const SynthesizedClause clause = Assemble(0, asked, 0);
    EXPECT_NEAR(clause.end_silence_ms, SilenceAtEndMs(clause), 5) << asked;
    EXPECT_NEAR(clause.end_silence_ms, std::max(300, asked), 1) << asked;
  }
}

}  // namespace
}  // namespace vivavoce::speaking::event_levels_test
