// Whose voice it is, on real recordings with the real model.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "hearing/testing/real_models.h"
#include "hearing/voice_perceiver.h"

namespace vivavoce::hearing::speaker_ear_model_test {
namespace {

TEST(VoiceGenderModelTest, EqualsTheReferenceOnSpeech) {
  const auto model = LoadVoiceGenderModel(testing::DirectoryModelStore());
  ASSERT_TRUE(model) << model.error().message;
  const auto scorer = (*model)->NewScorer();
  ASSERT_TRUE(scorer);
  std::ifstream file(std::string(VV_SOURCE_DIR) + "/tests/data/voice_gender/golden.json");
  int compared = 0;
  for (const auto& golden : nlohmann::json::parse(file)) {
    for (const auto& clip : testing::ReadSpeechClips(VV_SOURCE_DIR)) {
      if (clip.file != golden["file"]) continue;
      VoiceSpectra spectra(0);
      spectra.Push(clip.samples);
      const int64_t from = golden["frame"];
      int64_t first = 0;
      std::vector<float> patch;
      for (const auto& frame : spectra.Read(from, from + 68, first)) {
        patch.insert(patch.end(), frame.log_mel.begin(), frame.log_mel.end());
      }
      const float expected = golden["log_odds"];
      EXPECT_NEAR((*scorer)->Score(patch).value(), expected, 0.1 + 0.05 * std::abs(expected))
          << clip.file << " from frame " << from << " (bfloat16 where the CPU has it)";
      ++compared;
    }
  }
  EXPECT_EQ(compared, 10);
  EXPECT_FALSE((*scorer)->Score(std::vector<float>(5)));
  EXPECT_EQ((*scorer)->Score(std::vector<float>(68 * 24, -3.0f)).value(), 0) << "no contrast";
}

// The speakers' genders are LibriSpeech's own (SPEAKERS.TXT) and history's.
TEST(SpeakerModelTest, RecordingsAreJudgedRightOrNotAtAll) {
  const std::map<std::string, VoiceGender> known = {
      {"librispeech-1995-1837-0001.wav", VoiceGender::kFemale},
      {"librispeech-6930-75918-0000.wav", VoiceGender::kMale},
      {"librispeech-7902-96591-0001.wav", VoiceGender::kMale},
      {"jfk.wav", VoiceGender::kMale}};
  const auto model = LoadVoiceGenderModel(testing::DirectoryModelStore());
  ASSERT_TRUE(model) << model.error().message;
  int right = 0;
  for (const auto& clip : testing::ReadSpeechClips(VV_SOURCE_DIR)) {
    auto perceiver = VoicePerceiver::Create();
    perceiver->ListenForSpeaker((*model)->NewScorer().value());
    perceiver->Push(clip.samples);
    const auto heard = perceiver->Perceive(0, static_cast<int64_t>(clip.samples.size()) / 16,
                                           clip.text, /*emotion=*/false);
    ASSERT_TRUE(heard.speaker) << clip.file;
    std::cout << clip.file << ": " << VoiceGenderName(heard.speaker->gender) << " "
              << heard.speaker->gender_confidence << ", " << AgeBandName(heard.speaker->age) << " "
              << heard.speaker->age_confidence << "\n";
    EXPECT_NE(heard.speaker->age, AgeBand::kChild) << clip.file;
    const auto truth = known.find(clip.file);
    if (truth == known.end()) continue;
    if (heard.speaker->gender == VoiceGender::kUnknown) continue;
    EXPECT_EQ(heard.speaker->gender, truth->second) << clip.file;
    ++right;
  }
  EXPECT_GE(right, 3);
}

}  // namespace
}  // namespace vivavoce::hearing::speaker_ear_model_test
