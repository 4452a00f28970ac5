// The speaker encoder with the real weights: against the reference, and on real voices.
#include "hearing/speaker_encoder.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "hearing/identity_ear.h"
#include "hearing/testing/real_models.h"
#include "hearing/voice_perceiver.h"

namespace vivavoce::hearing::speaker_encoder_model_test {
namespace {

const SpeakerEncoder& Encoder() {
  static const auto encoder = LoadSpeakerEncoder(testing::DirectoryModelStore());
  if (!encoder) throw std::runtime_error(encoder.error().message);
  return **encoder;
}

VoicePrint PrintOf(const SpeakerMels& mels, int64_t from, float gain) {
  auto state = Encoder().Begin();
  for (int64_t frame = from; frame < from + 160; ++frame) {
    auto power = mels.At(frame).power;
    for (float& value : power) value *= gain;
    Encoder().Hear(power, state);
  }
  return Encoder().Print(state);
}

TEST(SpeakerEncoderModelTest, EqualsTheReferenceOnSpeech) {
  std::ifstream file(std::string(VV_SOURCE_DIR) + "/tests/data/speaker_encoder/golden.json");
  int compared = 0;
  float least = 1;
  for (const auto& golden : nlohmann::json::parse(file)) {
    for (auto& clip : testing::ReadSpeechClips(VV_SOURCE_DIR)) {
      if (clip.file != golden["file"]) continue;
      clip.samples.resize(clip.samples.size() + 200);
      SpeakerMels mels(0);
      mels.Push(clip.samples);
      const int64_t from = golden["frame"];
      const float gain = golden["gain"];
      double sum = 0;
      for (int64_t frame = from; frame < from + 160; ++frame) {
        for (const float power : mels.At(frame).power) sum += power * gain;
      }
      EXPECT_NEAR(sum / golden["mel_sum"].get<double>(), 1, 1e-4);
      VoicePrint expected;
      std::ranges::copy(golden["print"].get<std::vector<float>>(), expected.begin());
      const float cosine = Cosine(PrintOf(mels, from, gain), expected);
      EXPECT_GT(cosine, 0.9999f) << clip.file << " " << from;
      least = std::min(least, cosine);
      ++compared;
    }
  }
  EXPECT_EQ(compared, 9);
  std::cout << "cosine to the reference at least " << least << "\n";
}

// Each recording is one speaker: its halves are the same voice, other recordings are others.
TEST(SpeakerEncoderModelTest, HalvesOfARecordingAreNearerThanOtherSpeakers) {
  struct Half {
    std::string file;
    VoicePrint print;
  };
  std::vector<Half> halves;
  for (const auto& clip : testing::ReadSpeechClips(VV_SOURCE_DIR)) {
    auto frames = VoiceFrames::Create();
    ASSERT_TRUE(frames);
    IdentityEar ear(Encoder(), 0);
    frames->Push(clip.samples);
    ear.Push(clip.samples, *frames);
    const auto end = static_cast<int64_t>(clip.samples.size()) / 160;
    for (const auto& [from, to] : {std::pair(int64_t{0}, end / 2), std::pair(end / 2, end)}) {
      const VoiceSample voice = ear.Voice(from, to, *frames);
      if (voice.seconds > 0) halves.push_back({clip.file, voice.print});
    }
  }
  ASSERT_GE(halves.size(), 6u);
  float least_same = 1, most_different = 0;
  for (size_t i = 0; i < halves.size(); ++i) {
    for (size_t j = i + 1; j < halves.size(); ++j) {
      const float cosine = Cosine(halves[i].print, halves[j].print);
      float& bound = halves[i].file == halves[j].file ? least_same : most_different;
      bound = halves[i].file == halves[j].file ? std::min(bound, cosine) : std::max(bound, cosine);
    }
  }
  std::cout << "same voice from " << least_same << ", different up to " << most_different << "\n";
  EXPECT_GT(least_same, most_different);
}

TEST(SpeakerEncoderModelTest, AConversationOfTwoIsFollowed) {
  std::map<std::string, std::vector<float>> clips;
  for (auto& clip : testing::ReadSpeechClips(VV_SOURCE_DIR)) {
    clips[clip.file] = std::move(clip.samples);
  }
  auto perceiver = VoicePerceiver::Create();
  ASSERT_TRUE(perceiver);
  perceiver->TellSpeakersApart(Encoder());
  int64_t now_ms = 0;
  const auto say = [&](const std::string& file, size_t part) {
    const auto& all = clips.at(file);
    const size_t length = all.size() / 2 / 160 * 160;
    std::vector<float> turn(all.begin() + static_cast<std::ptrdiff_t>(part * length),
                            all.begin() + static_cast<std::ptrdiff_t>((part + 1) * length));
    turn.resize(turn.size() + 16000);
    perceiver->Push(turn);
    const int64_t from = std::exchange(now_ms, now_ms + static_cast<int64_t>(turn.size()) / 16);
    const Perception heard = perceiver->Perceive(from, now_ms, "", /*emotion=*/false);
    perceiver->Learn(heard);
    return *heard.identity;
  };
  const std::string man = "jfk.wav", woman = "librispeech-1995-1837-0001.wav";
  EXPECT_EQ(say(man, 0).verdict, SpeakerVerdict::kNew);
  const auto other = say(woman, 0);
  EXPECT_EQ(other.verdict, SpeakerVerdict::kNew);
  EXPECT_EQ(other.speaker, 2);
  const auto first = say(man, 1), second = say(woman, 1);
  EXPECT_EQ(first.verdict, SpeakerVerdict::kSame);
  EXPECT_EQ(first.speaker, 1);
  EXPECT_EQ(second.verdict, SpeakerVerdict::kSame);
  EXPECT_EQ(second.speaker, 2);
}

}  // namespace
}  // namespace vivavoce::hearing::speaker_encoder_model_test
