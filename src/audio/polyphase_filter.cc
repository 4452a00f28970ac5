#include "audio/polyphase_filter.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>

namespace vivavoce::audio {
namespace {

constexpr size_t kLanes = 8;

// The modified Bessel function of the first kind and order 0, by its series.
double BesselI0(double x) {
  double sum = 1, term = 1;
  for (int k = 1; term > 1e-12 * sum; ++k) {
    term *= x * x / (4.0 * k * k);
    sum += term;
  }
  return sum;
}

double Sinc(double x) {
  return x == 0 ? 1.0 : std::sin(std::numbers::pi * x) / (std::numbers::pi * x);
}

using Lanes __attribute__((vector_size(kLanes * sizeof(float)))) = float;

inline __attribute__((always_inline)) void Add(const float* a, const float* b, Lanes& sum) {
  Lanes x, y;
  std::memcpy(&x, a, sizeof x);
  std::memcpy(&y, b, sizeof y);
  sum += x * y;
}

inline __attribute__((always_inline)) float Total(const Lanes& x) {
  return ((x[0] + x[4]) + (x[2] + x[6])) + ((x[1] + x[5]) + (x[3] + x[7]));
}

// `count` outputs of one phase, `step` input samples apart; they are put `stride` apart. Two at a time:
// one sum alone would wait for itself.
inline __attribute__((always_inline)) void Filter(const float* in, const float* taps,
                                                  size_t num_taps, size_t step, float* out,
                                                  size_t stride, size_t count) {
  size_t k = 0;
  for (; k + 2 <= count; k += 2, in += 2 * step, out += 2 * stride) {
    Lanes first = {}, second = {};
    for (size_t i = 0; i < num_taps; i += kLanes) {
      Add(in + i, taps + i, first);
      Add(in + step + i, taps + i, second);
    }
    out[0] = Total(first);
    out[stride] = Total(second);
  }
  if (k == count) return;
  Lanes sum = {};
  for (size_t i = 0; i < num_taps; i += kLanes) Add(in + i, taps + i, sum);
  *out = Total(sum);
}

void FilterPortable(const float* in, const float* taps, size_t num_taps, size_t step, float* out,
                    size_t stride, size_t count) {
  Filter(in, taps, num_taps, step, out, stride, count);
}

#if defined(__x86_64__)
__attribute__((target("avx2,fma"))) void FilterAvx2(const float* in, const float* taps,
                                                    size_t num_taps, size_t step, float* out,
                                                    size_t stride, size_t count) {
  Filter(in, taps, num_taps, step, out, stride, count);
}
#endif

using FilterFunction = void (*)(const float*, const float*, size_t, size_t, float*, size_t, size_t);

FilterFunction ChooseFilter() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return FilterAvx2;
#endif
  return FilterPortable;
}

}  // namespace

PolyphaseFilter::PolyphaseFilter(const Design& design)
    : up_(static_cast<size_t>(design.up)), down_(static_cast<size_t>(design.down)) {
  const double lowered = std::max(1.0, static_cast<double>(design.down) / design.up);
  const auto wanted = static_cast<size_t>(std::ceil(design.length * lowered));
  taps_ = (wanted + kLanes - 1) / kLanes * kLanes;
  const double half = static_cast<double>(taps_) / 2;
  const double cutoff = design.cutoff / lowered;  // of the input's Nyquist frequency
  phases_.resize(up_ * taps_);
  for (size_t phase = 0; phase < up_; ++phase) {
    for (size_t tap = 0; tap < taps_; ++tap) {
      const double t = half - 1 - static_cast<double>(tap) +
                       static_cast<double>(phase) / static_cast<double>(up_);
      const double edge = std::max(0.0, 1 - t * t / (half * half));
      const double window = BesselI0(design.beta * std::sqrt(edge)) / BesselI0(design.beta);
      phases_[phase * taps_ + tap] = static_cast<float>(cutoff * Sinc(cutoff * t) * window);
    }
  }
  Reset();
}

void PolyphaseFilter::Reset() {
  waiting_.assign(taps_ / 2 - 1, 0.0f);
  at_ = phase_ = 0;
}

// `up` outputs in a row have one phase each, and the next of a phase is `down` input samples later.
void PolyphaseFilter::Process(std::span<const float> input, std::vector<float>& output) {
  static const FilterFunction filter = ChooseFilter();
  waiting_.insert(waiting_.end(), input.begin(), input.end());
  // Positions count in input samples times `up`.
  const size_t first = at_ * up_ + phase_;
  const size_t last = waiting_.size() >= taps_ ? (waiting_.size() - taps_ + 1) * up_ : 0;
  const size_t count = last > first ? (last - first + down_ - 1) / down_ : 0;
  const size_t old_size = output.size();
  output.resize(old_size + count);
  for (size_t k = 0; k < std::min(up_, count); ++k) {
    const size_t position = first + k * down_;
    filter(waiting_.data() + position / up_, phases_.data() + position % up_ * taps_, taps_, down_,
           output.data() + old_size + k, up_, (count - k + up_ - 1) / up_);
  }
  const size_t next = first + count * down_;
  at_ = next / up_;
  phase_ = next % up_;
  const size_t done = std::min(at_, waiting_.size());
  waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(done));
  at_ -= done;
}

}  // namespace vivavoce::audio
