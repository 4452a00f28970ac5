// Counters, gauges and histograms, and their text for Prometheus (exposition format 0.0.4).
//
// A family is made once, at start-up, and owns its series. With() finds or makes the series of some
// label values; a family holds at most kMaxSeries of them, then everything new is counted under
// label values "other", so that a hostile client cannot fill the memory by inventing values.
//
// Threads: all methods from any thread. References live as long as the registry; updating a series
// takes no lock, With() takes one: keep the reference where it is hot.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vivavoce::runtime {

class Counter {
 public:
  void Increment(double by = 1) {
    if (by > 0) value_.fetch_add(by, std::memory_order_relaxed);  // a counter never falls
  }
  double value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<double> value_ = 0;
};

class Gauge {
 public:
  void Set(double value) { value_.store(value, std::memory_order_relaxed); }
  void Add(double by) { value_.fetch_add(by, std::memory_order_relaxed); }
  double value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<double> value_ = 0;
};

class Histogram {
 public:
  // REQUIRES: `bounds` rise. A last bucket without bound is added.
  explicit Histogram(std::span<const double> bounds);
  void Observe(double value);  // NaN is ignored
  const std::vector<double>& bounds() const { return bounds_; }
  uint64_t CountUpTo(size_t bound) const;  // observations <= bounds()[bound]; past the end: all
  double sum() const { return sum_.load(std::memory_order_relaxed); }

 private:
  const std::vector<double> bounds_;
  std::vector<std::atomic<uint64_t>> counts_;  // one a bucket, not cumulative
  std::atomic<double> sum_ = 0;
};

// 10 ms to 10 s in steps of about 1.6: fine enough to see a reply's latency move by a half.
std::span<const double> LatencyBoundsSeconds();

inline constexpr size_t kMaxSeries = 256;

template <typename Metric>
class MetricFamily {
 public:
  using Make = std::function<std::unique_ptr<Metric>()>;
  MetricFamily(std::vector<std::string> label_names, Make make)
      : label_names_(std::move(label_names)), make_(std::move(make)) {}

  // REQUIRES: as many values as the family has label names. Without labels: With({}).
  Metric& With(std::initializer_list<std::string_view> label_values);

  const std::vector<std::string>& label_names() const { return label_names_; }
  // Calls `visit(label values, metric)` in the order of the label values.
  void Visit(
      const std::function<void(const std::vector<std::string>&, const Metric&)>& visit) const;

 private:
  const std::vector<std::string> label_names_;
  const Make make_;
  mutable std::mutex mutex_;
  std::map<std::vector<std::string>, std::unique_ptr<Metric>> series_;
};

class MetricsRegistry {
 public:
  // REQUIRES: names match [a-zA-Z_:][a-zA-Z0-9_:]* (labels without ":") and are used once a
  // registry.
  MetricFamily<Counter>& NewCounter(std::string name, std::string help,
                                    std::vector<std::string> label_names = {});
  MetricFamily<Gauge>& NewGauge(std::string name, std::string help,
                                std::vector<std::string> label_names = {});
  MetricFamily<Histogram>& NewHistogram(std::string name, std::string help,
                                        std::vector<std::string> label_names = {},
                                        std::span<const double> bounds = LatencyBoundsSeconds());

  // All families in the order of their names. Content type: text/plain; version=0.0.4.
  std::string Render() const;

 private:
  struct Entry {
    std::string help;
    std::unique_ptr<MetricFamily<Counter>> counter;
    std::unique_ptr<MetricFamily<Gauge>> gauge;
    std::unique_ptr<MetricFamily<Histogram>> histogram;
  };
  Entry& NewEntry(std::string name, std::string help);

  mutable std::mutex mutex_;
  std::map<std::string, Entry> entries_;
};

}  // namespace vivavoce::runtime
