#include "dialogue/persona_voice.h"

#include <gtest/gtest.h>

namespace vivavoce::dialogue::persona_voice_test {
namespace {

TEST(PersonaVoiceTest, TheRecordsNumbersBecomeTheProfile) {
  persona::PersonaVoice voice;
  EXPECT_FLOAT_EQ(ProfileOf(voice).energy_db, 0);
  EXPECT_FLOAT_EQ(ProfileOf(voice).laughter, 1);
  voice.pitch = -2;
  voice.energy = 0.5f;
  voice.laughs = persona::HowOften::kNever;
  voice.sighs = persona::HowOften::kOften;
  const speaking::VocalProfile profile = ProfileOf(voice);
  EXPECT_FLOAT_EQ(profile.pitch_st, -2);
  EXPECT_NEAR(profile.energy_db, -6, 0.1);
  EXPECT_EQ(profile.laughter, 0);
  EXPECT_GT(profile.sighs, 1);
}

TEST(PersonaVoiceTest, TheDefaultSceneIsReadInTheLanguageSpoken) {
  persona::PersonaVoice voice;
  EXPECT_EQ(SceneOf(voice, Language::kEnglish), text::Manner{});
  voice.scene.en = "late at night, close to the microphone";
  voice.scene.zh = "舞台上，兴奋";
  EXPECT_LT(SceneOf(voice, Language::kEnglish).energy_db, 0);
  EXPECT_GT(SceneOf(voice, Language::kChinese).energy_db, 0);
}

}  // namespace
}  // namespace vivavoce::dialogue::persona_voice_test
