#include "runtime/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <string>
#include <thread>
#include <vector>

namespace vivavoce::runtime::metrics_test {
namespace {

using ::testing::HasSubstr;

TEST(Metrics, ACounterOnlyRises) {
  MetricsRegistry registry;
  Counter& counter = registry.NewCounter("turns_total", "Turns.").With({});
  counter.Increment();
  counter.Increment(2);
  counter.Increment(-5);
  EXPECT_EQ(registry.Render(),
            "# HELP turns_total Turns.\n# TYPE turns_total counter\nturns_total 3\n");
}

TEST(Metrics, AGaugeGoesBothWays) {
  MetricsRegistry registry;
  Gauge& gauge = registry.NewGauge("sessions", "Open sessions.").With({});
  gauge.Add(2);
  gauge.Add(-1);
  EXPECT_THAT(registry.Render(), HasSubstr("\nsessions 1\n"));
  gauge.Set(0.5);
  EXPECT_THAT(registry.Render(), HasSubstr("\nsessions 0.5\n"));
}

TEST(Metrics, EachSetOfLabelValuesIsASeriesOfItsOwn) {
  MetricsRegistry registry;
  auto& family = registry.NewCounter("errors_total", "Errors.", {"code", "side"});
  family.With({"not_found", "client"}).Increment();
  family.With({"internal", "server"}).Increment(4);
  family.With({"not_found", "client"}).Increment();
  const std::string text = registry.Render();
  EXPECT_THAT(text, HasSubstr("errors_total{code=\"internal\",side=\"server\"} 4\n"));
  EXPECT_THAT(text, HasSubstr("errors_total{code=\"not_found\",side=\"client\"} 2\n"));
}

TEST(Metrics, LabelValuesAndHelpAreEscaped) {
  MetricsRegistry registry;
  registry.NewCounter("c", "two\nlines \\", {"l"}).With({"a\"b\\c\nd"}).Increment();
  EXPECT_EQ(registry.Render(),
            "# HELP c two\\nlines \\\\\n# TYPE c counter\nc{l=\"a\\\"b\\\\c\\nd\"} 1\n");
}

TEST(Metrics, HistogramBucketsAreCumulativeAndIncludeTheirBound) {
  MetricsRegistry registry;
  const std::array<double, 2> bounds = {0.1, 1.0};
  Histogram& histogram =
      registry.NewHistogram("wait_seconds", "Wait.", {"lane"}, bounds).With({"llm"});
  for (const double value : {0.05, 0.1, 0.5, 7.0}) histogram.Observe(value);
  histogram.Observe(NAN);
  EXPECT_EQ(registry.Render(),
            "# HELP wait_seconds Wait.\n# TYPE wait_seconds histogram\n"
            "wait_seconds_bucket{lane=\"llm\",le=\"0.1\"} 2\n"
            "wait_seconds_bucket{lane=\"llm\",le=\"1\"} 3\n"
            "wait_seconds_bucket{lane=\"llm\",le=\"+Inf\"} 4\n"
            "wait_seconds_sum{lane=\"llm\"} 7.65\n"
            "wait_seconds_count{lane=\"llm\"} 4\n");
}

TEST(Metrics, InventedLabelValuesEndUpUnderOther) {
  MetricsRegistry registry;
  auto& family = registry.NewCounter("c", "C.", {"voice"});
  for (int i = 0; i < 5000; ++i) family.With({std::to_string(i)}).Increment();
  size_t series = 0;
  double total = 0;
  family.Visit([&](const std::vector<std::string>&, const Counter& counter) {
    ++series;
    total += counter.value();
  });
  EXPECT_LE(series, kMaxSeries);
  EXPECT_EQ(total, 5000);
  EXPECT_EQ(family.With({"0"}).value(), 1) << "those that were there keep their own";
  EXPECT_GT(family.With({"other"}).value(), 4000);
}

TEST(Metrics, NothingIsLostWhenManyThreadsCountAndOneReads) {
  constexpr int kThreads = 4, kRounds = 5000;
  MetricsRegistry registry;
  auto& counters = registry.NewCounter("c", "C.", {"l"});
  Histogram& histogram = registry.NewHistogram("h", "H.").With({});
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < kRounds; ++i) {
          counters.With({i % 2 ? "odd" : "even"}).Increment();
          histogram.Observe(0.02);
        }
      });
    }
    for (int i = 0; i < 20; ++i) EXPECT_THAT(registry.Render(), HasSubstr("h_count"));
  }
  EXPECT_EQ(counters.With({"odd"}).value() + counters.With({"even"}).value(), kThreads * kRounds);
  EXPECT_EQ(histogram.CountUpTo(histogram.bounds().size()), uint64_t{kThreads * kRounds});
}

}  // namespace
}  // namespace vivavoce::runtime::metrics_test
