#include "hearing/voice_measures.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <map>
#include <sstream>

#include "hearing/syllables.h"
#include "hearing/testing/made_voices.h"
#include "hearing/testing/real_models.h"
#include "hearing/voice_perceiver.h"

namespace vivavoce::hearing::voice_measures_test {
namespace {

using testing::Buzz;
using testing::Joined;
using testing::Louder;
using testing::Noise;
using testing::Silence;

Perception Heard(const std::vector<float>& samples, std::string_view words = "") {
  auto ear = VoicePerceiver::Create();
  EXPECT_TRUE(ear);
  ear->Push(samples);
  ear->Push(Silence(0.1));
  return ear->Perceive(0, static_cast<int64_t>(samples.size()) / 16, words, true);
}

std::vector<float> Tone(double seconds, double hz = 200) {
  return Buzz(seconds, [hz](double) { return hz; });
}

TEST(VoiceMeasuresTest, LevelIsThatOfTheSoundNotOfThePauses) {
  const std::vector<float> tone = Tone(1);
  const auto once = Heard(tone).measures;
  const auto paused = Heard(Joined({Silence(2), tone, Silence(2)})).measures;
  EXPECT_NEAR(once.level_dbfs, paused.level_dbfs, 0.5);
  EXPECT_NEAR(Heard(Louder(tone, -20)).measures.level_dbfs, once.level_dbfs - 20, 0.2);
}

TEST(VoiceMeasuresTest, PitchAndItsRangeAreInHzAndSemitones) {
  const auto flat = Heard(Tone(1, 220)).measures;
  EXPECT_NEAR(flat.f0_hz.value(), 220, 2);
  EXPECT_LT(flat.f0_range_st.value(), 0.5);
  const auto octave = Heard(Buzz(2, [](double t) { return 150 * std::exp2(t / 2); })).measures;
  EXPECT_NEAR(octave.f0_range_st.value(), 9.6, 0.4);  // the middle 80 % of an octave
  EXPECT_GT(octave.f0_end_st.value(), 4);
}

TEST(VoiceMeasuresTest, PausesAreCountedAndTimed) {
  const auto m =
      Heard(Joined({Silence(0.5), Tone(0.5), Silence(0.3), Tone(0.5), Silence(0.7), Tone(0.5),
                    Silence(0.5)}))
          .measures;
  EXPECT_EQ(m.pauses, 2);
  EXPECT_NEAR(m.mean_pause_ms, 500, 40);
  EXPECT_NEAR(m.longest_pause_ms, 700, 40);
  EXPECT_NEAR(m.active_seconds, 1.5, 0.1);
}

TEST(VoiceMeasuresTest, AToneHasHarmonicsAndNoiseHasNot) {
  EXPECT_GT(Heard(Tone(1)).measures.hnr_db.value(), 25);
  const auto noise = Heard(Joined({Silence(0.5), Noise(1, 0.1), Silence(0.5)})).measures;
  EXPECT_LT(noise.voiced_ratio, 0.1);
  EXPECT_FALSE(noise.f0_hz && noise.voiced_ratio > 0.1);
}

TEST(VoiceMeasuresTest, NothingHeardIsNothingMeasured) {
  const auto nothing = Heard({}).measures;
  EXPECT_EQ(nothing.active_seconds, 0);
  EXPECT_FALSE(nothing.f0_hz);
  EXPECT_FALSE(nothing.syllables_per_second);
  const auto zeros = Heard(std::vector<float>(16000)).measures;
  EXPECT_EQ(zeros.active_seconds, 0);
}

TEST(SyllablesTest, OfWordsAreCounted) {
  EXPECT_EQ(CountSyllables("你好，世界"), 4);
  EXPECT_EQ(CountSyllables("Hello world"), 3);
  EXPECT_EQ(CountSyllables("I don't believe the table moved."), 8);
  EXPECT_EQ(CountSyllables("我用 Python 写的"), 6);
  EXPECT_EQ(CountSyllables(""), 0);
  EXPECT_EQ(CountSyllables("…?!"), 0);
  EXPECT_NEAR(CountSyllables("2024"), 4.4, 0.01);
}

TEST(SyllablesTest, OfOtherLanguagesAreCountedWhereTheirLettersTell) {
  EXPECT_EQ(CountSyllables("Está muy cerca de aquí, señor."), 10);  // es
  EXPECT_EQ(CountSyllables("Schöne Grüße"), 4);  // de
  EXPECT_EQ(CountSyllables("Привет, как дела?"), 5);  // ru
  EXPECT_EQ(CountSyllables("안녕하세요"), 5);  // ko
  EXPECT_EQ(CountSyllables("きょうはいい"), 5);  // ja: kyo u wa i i
  EXPECT_EQ(CountSyllables("Xin chào các bạn"), 4);  // vi
  EXPECT_EQ(CountSyllables("Zażółć gęślą jaźń"), 5);  // pl
}

TEST(SyllablesTest, OfAScriptThatIsNotCountedOnlyTheSoundTells) {
  EXPECT_EQ(CountSyllables("สวัสดี 2024"), 0);
  EXPECT_EQ(CountSyllables("مرحبا, hello"), 0);
}

TEST(SyllablesTest, RateFollowsTheWordsAndTheTimeSpoken) {
  const auto m = Heard(Joined({Tone(1), Silence(1), Tone(1)}), "一二三四五六七八").measures;
  EXPECT_FALSE(m.syllables_heard);
  EXPECT_NEAR(m.syllables_per_second.value(), 4, 0.15);
}

TEST(SyllablesTest, BurstsOfVoiceAreHeardAsSyllables) {
  std::vector<std::vector<float>> parts;
  for (int i = 0; i < 8; ++i) {
    parts.push_back(Tone(0.12));
    parts.push_back(Silence(0.08));
  }
  const auto m = Heard(Joined(parts)).measures;
  EXPECT_TRUE(m.syllables_heard);
  EXPECT_NEAR(m.syllables, 8, 1);
}

// Real speech, counted by hand in the transcripts.
TEST(SyllablesTest, RealSpeechIsHeardWithinAThirdOfItsSyllables) {
  const std::map<std::string, int> truth = {{"jfk.wav", 28},
                                            {"librispeech-6930-75918-0000.wav", 11},
                                            {"librispeech-7902-96591-0001.wav", 10},
                                            {"aishell-BAC009S0724W0121.wav", 12},
                                            {"librispeech-1995-1837-0001.wav", 36}};
  const auto clips = testing::ReadSpeechClips(VV_SOURCE_DIR);
  ASSERT_EQ(clips.size(), truth.size());
  for (const auto& clip : clips) {
    const double counted = CountSyllables(clip.text);
    const double heard = Heard(clip.samples).measures.syllables;
    std::printf("%-36s true %d counted %.0f heard %.0f\n", clip.file.c_str(), truth.at(clip.file),
                counted, heard);
    EXPECT_NEAR(counted / truth.at(clip.file), 1, 0.1) << clip.file;
    EXPECT_NEAR(heard / truth.at(clip.file), 1, 0.34) << clip.file;
  }
}

TEST(VoiceMeasuresTest, MedianPitchOfRealSpeechIsPraats) {
  std::ifstream in(std::string(VV_SOURCE_DIR) + "/tests/data/praat/summary.tsv");
  std::map<std::string, double> praat;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("#")) continue;
    std::istringstream row(line);
    std::string file;
    row >> file >> praat[file];
  }
  for (const auto& clip : testing::ReadSpeechClips(VV_SOURCE_DIR)) {
    EXPECT_NEAR(Heard(clip.samples).measures.f0_hz.value() / praat.at(clip.file), 1, 0.02)
        << clip.file;
  }
}

}  // namespace
}  // namespace vivavoce::hearing::voice_measures_test
