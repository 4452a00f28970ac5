#include "base/amx.h"

#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cstdint>
#include <vector>

namespace vivavoce {
namespace {

std::array<unsigned char, 64> ConfigOfThread() {
  alignas(64) std::array<unsigned char, 64> bytes;
  __asm__ volatile("sttilecfg\t%X0" : "=m"(bytes));
  return bytes;
}

AmxConfig ConfigOf(int rows, int row_bytes) {
  AmxConfig config;
  for (int tile = 0; tile < 3; ++tile) config.Set(tile, rows, row_bytes);
  return config;
}

// On machines without a matrix unit there is nothing to ask.
class AmxTest : public ::testing::TestWithParam<bool> {};
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(AmxTest);
INSTANTIATE_TEST_SUITE_P(Cpu, AmxTest,
                         ::testing::ValuesIn(std::vector<bool>(CpuHasAmxBf16() ? 1 : 0, true)));

TEST_P(AmxTest, AScopeLeavesTheTilesConfiguredAsTheyWere) {
  const auto nothing = ConfigOfThread();
  {
    const AmxConfig outer_config = ConfigOf(8, 32), inner_config = ConfigOf(16, 64);
    const AmxScope outer(outer_config);
    const auto before = ConfigOfThread();
    EXPECT_EQ(before[0], 1);
    EXPECT_EQ(before[16], 32);
    EXPECT_EQ(before[48], 8);
    {
      const AmxScope inner(inner_config);
      EXPECT_EQ(ConfigOfThread()[16], 64);
    }
    EXPECT_EQ(ConfigOfThread(), before);
  }
  EXPECT_EQ(ConfigOfThread(), nothing);
}

TEST_P(AmxTest, ProductsAreSumsOverPairsOfInputs) {
  // a[row][k] = row + 1 and b[k][column] = column where k is odd, else 0: sums of 16 products.
  alignas(64) uint16_t a[16][32], b[16][32];
  alignas(64) float sums[16][16];
  const auto half = [](int value) {
    return static_cast<uint16_t>(std::bit_cast<uint32_t>(static_cast<float>(value)) >> 16);
  };
  for (int row = 0; row < 16; ++row) {
    for (int i = 0; i < 32; ++i) {
      a[row][i] = half(row + 1);
      b[row][i] = half(i % 2 == 1 ? i / 2 : 0);
    }
  }
  const AmxConfig config = ConfigOf(16, 64);
  {
    const AmxScope scope(config);
    AmxZero<0>();
    AmxLoad<1>(a, 64);
    AmxLoad<2>(b, 64);
    AmxAddBf16<0, 1, 2>();
    AmxAddBf16<0, 1, 2>();
    AmxStore<0>(sums, 64);
  }
  for (int row = 0; row < 16; ++row) {
    for (int column = 0; column < 16; ++column) {
      EXPECT_EQ(sums[row][column], static_cast<float>(2 * 16 * (row + 1) * column));
    }
  }
}

}  // namespace
}  // namespace vivavoce
