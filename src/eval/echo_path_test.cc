#include "eval/echo_path.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "eval/sound_scene.h"

namespace vivavoce::eval::echo_path_test {
namespace {

std::vector<float> Echo(const EchoPathOptions& options, const std::vector<float>& played,
                        size_t piece) {
  EchoPath path(options);
  std::vector<float> heard(played.size());
  for (size_t at = 0; at < played.size(); at += piece) {
    const size_t count = std::min(piece, played.size() - at);
    path.Add(std::span(played).subspan(at, count), std::span(heard).subspan(at, count));
  }
  return heard;
}

TEST(EchoPathTest, AClickComesBackLateQuietAndSpread) {
  std::vector<float> click(kSceneRateHz);
  click[100] = 0.01f;
  const auto heard = Echo({.delay_ms = 60, .gain_db = -20, .reverberation_ms = 200}, click, 320);
  const size_t first = 100 + 60 * kSceneRateHz / 1000;
  EXPECT_TRUE(std::all_of(heard.begin(), heard.begin() + static_cast<std::ptrdiff_t>(first),
                          [](float x) { return x == 0; }));
  EXPECT_GT(heard[first], 0);
  double energy = 0, tail = 0;
  for (size_t i = first; i < heard.size(); ++i) {
    energy += heard[i] * heard[i];
    if (i > first) tail += heard[i] * heard[i];
  }
  EXPECT_NEAR(10 * std::log10(energy / (0.01 * 0.01)), -20, 0.5);
  EXPECT_NEAR(10 * std::log10(heard[first] * heard[first] / tail), 6, 0.5);
}

TEST(EchoPathTest, PiecesDoNotMatter) {
  std::mt19937 random(1);
  const std::vector<float> noise = MakeNoise(NoiseKind::kPink, kSceneRateHz / 4, random);
  const EchoPathOptions options{.delay_ms = 10, .gain_db = -6, .reverberation_ms = 50};
  const auto whole = Echo(options, noise, noise.size());
  const auto pieces = Echo(options, noise, 37);
  for (size_t i = 0; i < whole.size(); ++i) ASSERT_NEAR(whole[i], pieces[i], 1e-5f) << i;
}

}  // namespace
}  // namespace vivavoce::eval::echo_path_test
