#include "base/percentile.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace vivavoce::percentile_test {
namespace {

TEST(PercentileTest, IsTheValueOfTheNearestRank) {
  const std::vector<int64_t> values{50, 10, 40, 20, 30};
  EXPECT_EQ(Percentile(values, 0), 10);
  EXPECT_EQ(Percentile(values, 0.5), 30);
  EXPECT_EQ(Percentile(values, 0.6), 30);
  EXPECT_EQ(Percentile(values, 0.65), 40);
  EXPECT_EQ(Percentile(values, 1), 50);
}

TEST(PercentileTest, OfNothingIsNothing) {
  EXPECT_EQ(Percentile(std::vector<double>{}, 0.5), 0);
  EXPECT_EQ(Percentile(std::vector<double>{2.5}, 0.95), 2.5);
}

}  // namespace
}  // namespace vivavoce::percentile_test
