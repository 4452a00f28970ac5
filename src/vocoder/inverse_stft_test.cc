#include "vocoder/inverse_stft.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace vivavoce::vocoder::inverse_stft_test {
namespace {

constexpr int kWindow = InverseStft::kWindow, kBins = InverseStft::kBins;

// A basis that turns bin b into a cosine (real part) or minus a sine (imaginary part), no window.
Result<InverseStft> PlainStft() {
  std::vector<float> basis;
  for (int row = 0; row < 2 * kBins; ++row) {
    for (int i = 0; i < kWindow; ++i) {
      const double angle = 2 * std::numbers::pi * (row % kBins) * i / kWindow;
      basis.push_back(static_cast<float>(row < kBins ? std::cos(angle) : -std::sin(angle)));
    }
  }
  TensorFileWriter writer;
  writer.Add("istft.basis", {2 * kBins, kWindow}, basis);
  std::vector<float> window_sum(kWindow, 2.0f);
  window_sum[0] = 0.0f;
  writer.Add("istft.window_sum", {kWindow}, window_sum);
  auto file = TensorFile::Parse(writer.Serialize());
  if (!file) return Fail(file.error());
  return InverseStft::Load(*file);
}

// Frames that hold exp(log_magnitude) in one bin and next to nothing elsewhere.
std::vector<float> OneBin(size_t frames, int bin, float log_magnitude, float phase) {
  std::vector<float> values(frames * InverseStft::kValues, -60.0f);
  for (size_t frame = 0; frame < frames; ++frame) {
    float* v = values.data() + frame * InverseStft::kValues;
    for (int i = kBins; i < 2 * kBins; ++i) v[i] = 0.0f;
    v[bin] = log_magnitude;
    v[kBins + bin] = phase;
  }
  return values;
}

TEST(InverseStftTest, FramesOverlapAndTheFirst20SamplesAreNormalised) {
  const auto stft = PlainStft();
  ASSERT_TRUE(stft) << stft.error().ToString();
  constexpr size_t kFrames = 9;
  const auto samples = stft->Run(OneBin(kFrames, 0, std::log(0.5f), 0.0f));
  ASSERT_EQ(samples.size(), 5 * (kFrames - 1));
  // Sample i of the output is sample i + 10 of the sum; 4 frames overlap from sample 15 on.
  for (size_t i = 0; i < samples.size(); ++i) {
    const size_t at = i + 10;
    const size_t overlap =
        std::min<size_t>({at / 5 + 1, 4, kFrames - (at < 20 ? 0 : (at - 15) / 5)});
    const float expected = 4 * 0.5f * static_cast<float>(overlap) / (at < 20 ? 2.0f : 1.0f);
    EXPECT_NEAR(samples[i], expected, 1e-5) << i;
  }
}

TEST(InverseStftTest, ThePhaseIsTheSineOfTheNetworksValue) {
  const auto stft = PlainStft();
  ASSERT_TRUE(stft);
  const float value = 0.7f;
  const auto samples = stft->Run(OneBin(9, 4, 0.0f, value));  // bin 4: the hop is a whole period
  for (size_t i = 10; i < 20; ++i) {
    const double angle =
        2 * std::numbers::pi * 4 * static_cast<double>(i + 10) / kWindow + std::sin(value);
    EXPECT_NEAR(samples[i], 4 * 4 * std::cos(angle), 1e-4) << i;
  }
}

TEST(InverseStftTest, NoFramesAreNoSamplesAndHugeMagnitudesStayFinite) {
  const auto stft = PlainStft();
  ASSERT_TRUE(stft);
  EXPECT_TRUE(stft->Run({}).empty());
  for (const float sample : stft->Run(OneBin(4, 2, 1e9f, 0.0f))) {
    EXPECT_TRUE(std::isfinite(sample));
  }
}

}  // namespace
}  // namespace vivavoce::vocoder::inverse_stft_test
