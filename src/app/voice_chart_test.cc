#include "app/voice_chart.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vivavoce::app::voice_chart_test {
namespace {

TEST(VoiceChartTest, ALineRisesWithItsValuesAndIsBlankWhereThereAreNone) {
  EXPECT_EQ(Sparkline(std::vector<float>{-1, 0, 1, 2, 3, 4, 5, 6, 7}, 0, 8, 9), " ▁▂▃▄▅▆▇█");
}

TEST(VoiceChartTest, ManyValuesShareAColumnAndFewAreStretched) {
  EXPECT_EQ(Sparkline(std::vector<float>{0, 0, 7, 7}, 0, 7, 2), "▁█");
  EXPECT_EQ(Sparkline(std::vector<float>{0, 7}, 0, 7, 4), "▁▁██");
  EXPECT_EQ(Sparkline({}, 0, 1, 3), "   ");
}

TEST(VoiceChartTest, BothContoursAreLabelledWithTheirRange) {
  std::vector<hearing::ContourPoint> contour(100, {.f0_hz = 200, .level_dbfs = -20});
  for (size_t i = 50; i < 100; ++i) contour[i] = {.f0_hz = 400, .level_dbfs = -10};
  EXPECT_EQ(ContourLines(contour, 4),
            "  pitch    |▁▁██| 200 to 400 Hz\n  loudness |▇▇██| up to -10 dBFS\n");
}

TEST(VoiceChartTest, AVoicelessStretchHasOnlyItsLoudness) {
  const std::vector<hearing::ContourPoint> contour(10, {.f0_hz = 0, .level_dbfs = -50});
  EXPECT_THAT(ContourLines(contour, 2), ::testing::StartsWith("  loudness"));
}

}  // namespace
}  // namespace vivavoce::app::voice_chart_test
