// One recording, changed in one known way: the description must say that and nothing else.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hearing/testing/made_voices.h"
#include "hearing/testing/real_models.h"
#include "hearing/tone_description.h"
#include "hearing/voice_perceiver.h"

namespace vivavoce::hearing::voice_changes_test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class VoiceChangesTest : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    for (auto& clip : testing::ReadSpeechClips(VV_SOURCE_DIR)) {
      if (clip.file == GetParam()) clip_ = std::move(clip);
    }
    ASSERT_FALSE(clip_.samples.empty());
  }

  // Heard after the recording itself was heard three times.
  Perception After(const std::vector<float>& changed) const {
    auto ear = VoicePerceiver::Create();
    EXPECT_TRUE(ear);
    int64_t now = 0;
    const auto hear = [&](const std::vector<float>& samples) {
      ear->Push(samples);
      ear->Push(testing::Silence(0.5));
      const int64_t from = now;
      now += static_cast<int64_t>(samples.size()) / 16 + 500;
      return ear->Perceive(from, now - 400, clip_.text, true);
    };
    for (int i = 0; i < 3; ++i) ear->Learn(hear(clip_.samples));
    return hear(changed);
  }
  std::string English(const std::vector<float>& changed) const {
    return DescribeTone(After(changed), Language::kEnglish);
  }

  testing::SpeechClip clip_;
};

TEST_P(VoiceChangesTest, TheSameAgainIsNothing) { EXPECT_EQ(English(clip_.samples), ""); }

TEST_P(VoiceChangesTest, Louder) {
  const std::string tone = English(testing::Louder(clip_.samples, 7));
  EXPECT_THAT(tone, HasSubstr("louder"));
  EXPECT_THAT(tone, Not(HasSubstr("faster")));
}

TEST_P(VoiceChangesTest, MuchQuieter) {
  EXPECT_THAT(English(testing::Louder(clip_.samples, -10)), HasSubstr("much more quietly"));
}

TEST_P(VoiceChangesTest, Faster) {
  const Perception heard = After(testing::TimeScaled(clip_.samples, 1.5));
  EXPECT_THAT(DescribeTone(heard, Language::kEnglish), HasSubstr("faster"));
  EXPECT_THAT(DescribeTone(heard, Language::kEnglish), Not(HasSubstr("pitch")));
}

TEST_P(VoiceChangesTest, Slower) {
  EXPECT_THAT(English(testing::TimeScaled(clip_.samples, 0.6)), HasSubstr("slower"));
}

TEST_P(VoiceChangesTest, HigherByFourSemitones) {
  const Perception usual = After(clip_.samples);
  const Perception heard = After(testing::PitchScaled(clip_.samples, std::exp2(4.0 / 12)));
  EXPECT_NEAR(12 * std::log2(*heard.measures.f0_hz / *usual.measures.f0_hz), 4, 0.8);
  EXPECT_THAT(DescribeTone(heard, Language::kEnglish), HasSubstr("higher in pitch"));
}

TEST_P(VoiceChangesTest, Whispered) {
  const Perception heard = After(testing::Whispered(clip_.samples));
  EXPECT_EQ(heard.quality, VoiceQuality::kWhisper)
      << "voiced " << heard.measures.voiced_ratio << " alpha " << heard.measures.alpha_ratio_db;
  EXPECT_THAT(DescribeTone(heard, Language::kChinese), HasSubstr("耳语"));
}

INSTANTIATE_TEST_SUITE_P(Clips, VoiceChangesTest,
                         ::testing::Values("jfk.wav", "aishell-BAC009S0724W0121.wav",
                                           "librispeech-1995-1837-0001.wav"),
                         [](const auto& info) {
                           std::string name = info.param.substr(0, info.param.find_first_of("-."));
                           return name;
                         });

}  // namespace
}  // namespace vivavoce::hearing::voice_changes_test
