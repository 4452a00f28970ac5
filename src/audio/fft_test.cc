#include "audio/fft.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

namespace vivavoce::audio::fft_test {
namespace {

class FftTest : public ::testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(Lengths, FftTest,
                         ::testing::Values(1, 2, 3, 4, 5, 6, 7, 8, 12, 25, 97, 256, 400, 480, 512));

TEST_P(FftTest, EqualsTheDefinition) {
  const int n = GetParam();
  std::mt19937 random(static_cast<unsigned>(n));
  std::uniform_real_distribution<float> uniform(-1, 1);
  std::vector<std::complex<float>> in(static_cast<size_t>(n)), out(in.size());
  for (auto& value : in) value = {uniform(random), uniform(random)};
  Fft fft(n);
  fft.Forward(in, out);
  for (int k = 0; k < n; ++k) {
    std::complex<double> sum = 0;
    for (int t = 0; t < n; ++t) {
      sum += std::complex<double>(in[t]) *
             std::polar(1.0, -2 * std::numbers::pi * (static_cast<int64_t>(k) * t % n) / n);
    }
    ASSERT_NEAR(std::abs(std::complex<double>(out[k]) - sum), 0, 1e-5 * n) << "bin " << k;
  }
}

}  // namespace
}  // namespace vivavoce::audio::fft_test
