// Kokoro with its real weights.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "runtime/testing/directory_model_store.h"
#include "speaking/kokoro_synthesizer.h"
#include "speaking/loudness.h"
#include "speaking/testing/small_phonemizer.h"
#include "speaking/testing/synthesizer_contract.h"

namespace vivavoce::speaking::kokoro_model_test {
namespace {

const runtime::ModelStore* Store() {
  static const auto store = runtime::DirectoryModelStore::OfHome();
  return store ? &*store : nullptr;
}

KokoroSynthesizer* Kokoro(bool bf16) {
  static std::unique_ptr<KokoroSynthesizer> loaded[2];
  auto& synthesizer = loaded[bf16 ? 1 : 0];
  if (!synthesizer && Store()) {
    auto created = KokoroSynthesizer::Create(*Store(), SmallPhonemizer, {.bf16 = bf16});
    if (created) {
      synthesizer = *std::move(created);
    } else {
      EXPECT_EQ(created.error().code, ErrorCode::kNotFound) << created.error().ToString();
    }
  }
  return synthesizer.get();
}

Synthesizer* MakeKokoro() { return Kokoro(true); }

INSTANTIATE_TEST_SUITE_P(Kokoro, SynthesizerContract, ::testing::Values(MakeKokoro));

// The share of 40 ms frames of speech whose normalised autocorrelation has a peak above 0.5 at a
// pitch of 70-400 Hz.
double VoicedShare(std::span<const float> samples) {
  constexpr size_t kFrame = 960;
  int speech = 0, voiced = 0;
  for (size_t begin = 0; begin + 2 * kFrame <= samples.size(); begin += kFrame) {
    const float* x = samples.data() + begin;
    const double energy = std::inner_product(x, x + kFrame, x, 0.0);
    if (energy / kFrame < 1e-4) continue;
    ++speech;
    double best = 0;
    for (size_t lag = kSpeechSampleRateHz / 400; lag <= kSpeechSampleRateHz / 70; ++lag) {
      const double cross = std::inner_product(x, x + kFrame, x + lag, 0.0);
      const double other = std::inner_product(x + lag, x + lag + kFrame, x + lag, 0.0);
      best = std::max(best, cross / std::sqrt(energy * other + 1e-12));
    }
    if (best > 0.5) ++voiced;
  }
  return speech == 0 ? 0 : static_cast<double>(voiced) / speech;
}

class KokoroModelTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!Kokoro(true)) GTEST_SKIP() << "models are not installed";
  }

  static SynthesizedClause Speak(KokoroSynthesizer& kokoro, const SynthesisRequest& request) {
    auto clause = kokoro.Synthesize(request);
    if (clause) return *std::move(clause);
    ADD_FAILURE() << clause.error().ToString();
    return {};
  }
  static SynthesisRequest Request(std::string text, std::string voice) {
    SynthesisRequest request;
    request.text = std::move(text);
    request.voice = std::move(voice);
    return request;
  }
};

constexpr const char* kFox = "The quick brown fox jumps over the lazy dog, and then he sat down.";

TEST_F(KokoroModelTest, SpeechHasANaturalLengthPitchAndLevel) {
  struct Case {
    const char *text, *voice;
    double least_seconds, most_seconds;
  };
  for (const Case& c : {Case{kFox, "af_heart", 3.2, 5.0}, Case{kFox, "am_michael", 3.2, 5.0},
                        Case{"你好，今天天气很好，我们去吧。", "zf_xiaoyi", 2.5, 5.0},
                        Case{"你好，今天天气很好，我们去吧。", "zm_yunxi", 2.0, 5.0}}) {
    const SynthesizedClause clause = Speak(*Kokoro(true), Request(c.text, c.voice));
    const double seconds = static_cast<double>(clause.samples.size()) / kSpeechSampleRateHz;
    EXPECT_GT(seconds, c.least_seconds) << c.voice;
    EXPECT_LT(seconds, c.most_seconds) << c.voice;
    EXPECT_GT(VoicedShare(clause.samples), 0.5) << c.voice;
    EXPECT_NEAR(ActiveLevelDb(clause.samples, kSpeechSampleRateHz), -20.0, 3.0) << c.voice;
    for (const float x : clause.samples) ASSERT_LE(std::abs(x), kPeakLimit);
  }
}

TEST_F(KokoroModelTest, Bfloat16SaysTheSameAsFloat32) {
  if (!Kokoro(false)) GTEST_SKIP();
  const auto exact = Speak(*Kokoro(false), Request(kFox, "af_heart"));
  const auto fast = Speak(*Kokoro(true), Request(kFox, "af_heart"));
  ASSERT_EQ(exact.words.size(), fast.words.size());
  for (size_t i = 0; i < exact.words.size(); ++i) {
    EXPECT_NEAR(exact.words[i].start_sample, fast.words[i].start_sample, 2 * kSamplesPerFrame);
  }
  EXPECT_NEAR(ActiveLevelDb(exact.samples, kSpeechSampleRateHz),
              ActiveLevelDb(fast.samples, kSpeechSampleRateHz), 0.5);
}

TEST_F(KokoroModelTest, TheFirstClauseOfAReplyStartsSpeakingWithin30Milliseconds) {
  SynthesisRequest request = Request("Hello there, how are you?", "af_heart");
  request.first_in_reply = true;
  const auto clause = Speak(*Kokoro(true), request);
  const auto audible =
      std::ranges::find_if(clause.samples, [](float x) { return std::abs(x) > 0.01f; });
  EXPECT_LT(audible - clause.samples.begin(), kSpeechSampleRateHz * 30 / 1000);
}

TEST_F(KokoroModelTest, TextBeyondTheModelsLengthIsSpokenWhole) {
  std::string text;
  for (int i = 0; i < 6; ++i) text += std::string(kFox) + " ";
  const auto clause = Speak(*Kokoro(true), Request(text, "af_heart"));
  EXPECT_EQ(clause.words.size(), 6u * 14u);
  EXPECT_GT(clause.samples.size(), 6u * 3u * kSpeechSampleRateHz);
  int64_t last = 0;
  for (const SpokenWord& word : clause.words) {
    EXPECT_GE(word.start_sample, last);
    last = word.end_sample;
  }
  EXPECT_LE(last, static_cast<int64_t>(clause.samples.size()));
}

TEST_F(KokoroModelTest, ABlendOfVoicesSpeaksAndAMalformedOneIsInvalid) {
  EXPECT_FALSE(
      Speak(*Kokoro(true), Request("你好。", "zf_xiaoyi:0.6+zf_xiaoxiao:0.4")).samples.empty());
  for (const char* blend : {"zf_xiaoyi:0.6+", "zf_xiaoyi:1", "zf_xiaoyi:0+zf_xiaoxiao:1",
                            "zf_xiaoyi:x+zf_xiaoxiao:1", "a:1+b:1+c:1+d:1+e:1"}) {
    const auto clause = Kokoro(true)->Synthesize(Request("你好。", blend));
    ASSERT_FALSE(clause) << blend;
    EXPECT_EQ(clause.error().code, ErrorCode::kInvalidArgument) << blend;
  }
}

TEST_F(KokoroModelTest, TheSlowestSpeedStillFits) {
  SynthesisRequest request = Request("Hello there, how are you?", "af_heart");
  request.speed = 0.25f;
  const auto slow = Speak(*Kokoro(true), request);
  request.speed = 1;
  EXPECT_GT(slow.samples.size(), 3 * Speak(*Kokoro(true), request).samples.size());
}

}  // namespace
}  // namespace vivavoce::speaking::kokoro_model_test
