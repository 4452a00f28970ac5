#include "runtime/metrics.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <utility>

namespace vivavoce::runtime {
namespace {

[[maybe_unused]] bool IsMetricName(std::string_view name) {
  return !name.empty() && !(name[0] >= '0' && name[0] <= '9') &&
         std::ranges::all_of(name, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '_' || c == ':';
         });
}

std::string Escaped(std::string_view text, bool quotes) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
      continue;
    }
    if (c == '\\' || (quotes && c == '"')) out += '\\';
    out += c;
  }
  return out;
}

std::string Number(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
  return fmt::format("{}", value);
}

// {a="x",b="y"}, with `extra` as one more label; nothing when there is none.
std::string LabelText(const std::vector<std::string>& names, const std::vector<std::string>& values,
                      const std::string& extra = {}) {
  std::string out;
  for (size_t i = 0; i < names.size(); ++i) {
    out += fmt::format("{}{}=\"{}\"", i ? "," : "", names[i], Escaped(values[i], true));
  }
  if (!extra.empty()) out += (out.empty() ? "" : ",") + extra;
  return out.empty() ? out : "{" + out + "}";
}

template <typename Metric>
void RenderValues(const std::string& name, const MetricFamily<Metric>& family, std::string& out) {
  family.Visit([&](const std::vector<std::string>& values, const Metric& metric) {
    out += name + LabelText(family.label_names(), values) + " " + Number(metric.value()) + "\n";
  });
}

void RenderHistogram(const std::string& name, const MetricFamily<Histogram>& family,
                     std::string& out) {
  family.Visit([&](const std::vector<std::string>& values, const Histogram& histogram) {
    const std::vector<double>& bounds = histogram.bounds();
    uint64_t total = 0;
    for (size_t i = 0; i <= bounds.size(); ++i) {
      // Read in one pass upwards and never falling, even while others observe.
      total = std::max(total, histogram.CountUpTo(i));
      const std::string bound = i < bounds.size() ? Number(bounds[i]) : "+Inf";
      out += fmt::format("{}_bucket{} {}\n", name,
                         LabelText(family.label_names(), values, "le=\"" + bound + "\""), total);
    }
    const std::string labels = LabelText(family.label_names(), values);
    out += fmt::format("{}_sum{} {}\n{}_count{} {}\n", name, labels, Number(histogram.sum()), name,
                       labels, total);
  });
}

}  // namespace

Histogram::Histogram(std::span<const double> bounds)
    : bounds_(bounds.begin(), bounds.end()), counts_(bounds.size() + 1) {
  assert(std::ranges::is_sorted(bounds_));
}

void Histogram::Observe(double value) {
  if (std::isnan(value)) return;
  const auto bucket = std::ranges::lower_bound(bounds_, value) - bounds_.begin();
  counts_[static_cast<size_t>(bucket)].fetch_add(1, std::memory_order_relaxed);
  sum_.fetch_add(value, std::memory_order_relaxed);
}

uint64_t Histogram::CountUpTo(size_t bound) const {
  uint64_t count = 0;
  for (size_t i = 0; i <= std::min(bound, bounds_.size()); ++i) {
    count += counts_[i].load(std::memory_order_relaxed);
  }
  return count;
}

std::span<const double> LatencyBoundsSeconds() {
  static constexpr std::array<double, 16> kBounds = {
      0.01, 0.016, 0.025, 0.04, 0.063, 0.1, 0.16, 0.25, 0.4, 0.63, 1.0, 1.6, 2.5, 4.0, 6.3, 10.0};
  return kBounds;
}

template <typename Metric>
Metric& MetricFamily<Metric>::With(std::initializer_list<std::string_view> label_values) {
  assert(label_values.size() == label_names_.size());
  std::vector<std::string> key(label_values.begin(), label_values.end());
  const std::lock_guard lock(mutex_);
  if (!series_.contains(key) && series_.size() + 1 >= kMaxSeries && !key.empty()) {
    key.assign(key.size(), "other");
  }
  std::unique_ptr<Metric>& metric = series_[std::move(key)];
  if (!metric) metric = make_();
  return *metric;
}

template <typename Metric>
void MetricFamily<Metric>::Visit(
    const std::function<void(const std::vector<std::string>&, const Metric&)>& visit) const {
  const std::lock_guard lock(mutex_);
  for (const auto& [values, metric] : series_) visit(values, *metric);
}

template class MetricFamily<Counter>;
template class MetricFamily<Gauge>;
template class MetricFamily<Histogram>;

MetricsRegistry::Entry& MetricsRegistry::NewEntry(std::string name, std::string help) {
  assert(IsMetricName(name));
  const auto [entry, is_new] = entries_.try_emplace(std::move(name));
  assert(is_new);
  (void)is_new;
  entry->second.help = std::move(help);
  return entry->second;
}

MetricFamily<Counter>& MetricsRegistry::NewCounter(std::string name, std::string help,
                                                   std::vector<std::string> label_names) {
  const std::lock_guard lock(mutex_);
  Entry& entry = NewEntry(std::move(name), std::move(help));
  entry.counter = std::make_unique<MetricFamily<Counter>>(
      std::move(label_names), [] { return std::make_unique<Counter>(); });
  return *entry.counter;
}

MetricFamily<Gauge>& MetricsRegistry::NewGauge(std::string name, std::string help,
                                               std::vector<std::string> label_names) {
  const std::lock_guard lock(mutex_);
  Entry& entry = NewEntry(std::move(name), std::move(help));
  entry.gauge = std::make_unique<MetricFamily<Gauge>>(std::move(label_names),
                                                      [] { return std::make_unique<Gauge>(); });
  return *entry.gauge;
}

MetricFamily<Histogram>& MetricsRegistry::NewHistogram(std::string name, std::string help,
                                                       std::vector<std::string> label_names,
                                                       std::span<const double> bounds) {
  const std::lock_guard lock(mutex_);
  Entry& entry = NewEntry(std::move(name), std::move(help));
  entry.histogram = std::make_unique<MetricFamily<Histogram>>(
      std::move(label_names), [kept = std::vector<double>(bounds.begin(), bounds.end())] {
        return std::make_unique<Histogram>(kept);
      });
  return *entry.histogram;
}

std::string MetricsRegistry::Render() const {
  const std::lock_guard lock(mutex_);
  std::string out;
  for (const auto& [name, entry] : entries_) {
    const char* type = entry.counter ? "counter" : entry.gauge ? "gauge" : "histogram";
    out +=
        fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, Escaped(entry.help, false), name, type);
    if (entry.counter) RenderValues(name, *entry.counter, out);
    if (entry.gauge) RenderValues(name, *entry.gauge, out);
    if (entry.histogram) RenderHistogram(name, *entry.histogram, out);
  }
  return out;
}

}  // namespace vivavoce::runtime
