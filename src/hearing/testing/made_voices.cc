#include "hearing/testing/made_voices.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <random>

namespace vivavoce::hearing::testing {
namespace {

constexpr double kRateHz = 16000;
constexpr double kTau = 2 * std::numbers::pi;

// Linear prediction by Levinson and Durbin; returns the coefficients a[1..order] and the error power.
constexpr int kOrder = 18;
double Predict(std::span<const double> frame, std::array<double, kOrder + 1>& a) {
  std::array<double, kOrder + 1> r = {};
  for (size_t lag = 0; lag < r.size(); ++lag) {
    for (size_t i = lag; i < frame.size(); ++i) r[lag] += frame[i] * frame[i - lag];
  }
  a.fill(0);
  a[0] = 1;
  double error = r[0] * 1.0001 + 1e-9;
  for (size_t i = 1; i <= kOrder; ++i) {
    double k = r[i];
    for (size_t j = 1; j < i; ++j) k += a[j] * r[i - j];
    k = -k / error;
    auto next = a;
    for (size_t j = 1; j < i; ++j) next[j] = a[j] + k * a[i - j];
    next[i] = k;
    a = next;
    error *= 1 - k * k;
  }
  return error / static_cast<double>(frame.size());
}

}  // namespace

std::vector<float> Buzz(double seconds, const std::function<double(double)>& f0_hz) {
  std::vector<float> samples(static_cast<size_t>(seconds * kRateHz));
  double phase = 0, largest = 1e-9;
  std::vector<double> exact(samples.size());
  for (size_t i = 0; i < samples.size(); ++i) {
    const double f0 = f0_hz(static_cast<double>(i) / kRateHz);
    phase += kTau * f0 / kRateHz;
    for (int h = 1; h * f0 < 4000; ++h) exact[i] += std::sin(h * phase) / (h * h);
    largest = std::max(largest, std::abs(exact[i]));
  }
  for (size_t i = 0; i < samples.size(); ++i) {
    samples[i] = static_cast<float>(0.5 * exact[i] / largest);
  }
  return samples;
}

std::vector<float> Noise(double seconds, double rms, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> level(0, rms);
  std::vector<float> samples(static_cast<size_t>(seconds * kRateHz));
  for (float& sample : samples) sample = static_cast<float>(level(random));
  return samples;
}

std::vector<float> Silence(double seconds) { return Noise(seconds, 1.8e-4, 7); }

std::vector<float> Joined(const std::vector<std::vector<float>>& parts) {
  std::vector<float> all;
  for (const auto& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

std::vector<float> Louder(std::span<const float> samples, double db) {
  std::vector<float> changed(samples.begin(), samples.end());
  const auto gain = static_cast<float>(std::pow(10.0, db / 20));
  for (float& sample : changed) sample = std::clamp(sample * gain, -1.0f, 1.0f);
  return changed;
}

std::vector<float> Resampled(std::span<const float> samples, double factor) {
  std::vector<float> out(static_cast<size_t>(static_cast<double>(samples.size()) / factor));
  for (size_t i = 0; i < out.size(); ++i) {
    const double at = static_cast<double>(i) * factor;
    const auto left = static_cast<size_t>(at);
    if (left + 1 >= samples.size()) break;
    const double share = at - static_cast<double>(left);
    out[i] = static_cast<float>((1 - share) * samples[left] + share * samples[left + 1]);
  }
  return out;
}

std::vector<float> TimeScaled(std::span<const float> samples, double factor) {
  constexpr int kWindow = 480, kHop = kWindow / 2, kSearch = 160;
  const auto n = static_cast<int>(samples.size());
  std::vector<float> out(static_cast<size_t>(n / factor) + kWindow, 0.0f);
  int wanted = 0;  // where the last piece would have gone on
  for (int to = 0; to + kWindow <= static_cast<int>(out.size()); to += kHop) {
    const int ideal = static_cast<int>(to * factor);
    int from = ideal;
    double best = -1e30;
    for (int shift = -kSearch; to > 0 && shift <= kSearch; ++shift) {
      const int candidate = ideal + shift;
      if (candidate < 0 || candidate + kWindow > n || wanted + kHop > n) continue;
      double match = 0;
      for (int i = 0; i < kHop; i += 2) {
        match += samples[static_cast<size_t>(candidate + i)] *
                 samples[static_cast<size_t>(wanted + i)];
      }
      if (match > best) {
        best = match;
        from = candidate;
      }
    }
    if (from < 0 || from + kWindow > n) break;
    for (int i = 0; i < kWindow; ++i) {
      const double hann = 0.5 - 0.5 * std::cos(kTau * (i + 0.5) / kWindow);
      out[static_cast<size_t>(to + i)] +=
          static_cast<float>(hann * samples[static_cast<size_t>(from + i)]);
    }
    wanted = from + kHop;
  }
  out.resize(static_cast<size_t>(n / factor));
  return out;
}

std::vector<float> PitchScaled(std::span<const float> samples, double factor) {
  return Resampled(TimeScaled(samples, 1 / factor), factor);
}

std::vector<float> Whispered(std::span<const float> samples) {
  constexpr size_t kFrame = 400, kHop = 200;
  std::mt19937 random(5);
  std::normal_distribution<double> noise(0, 1);
  std::vector<double> emphasised(samples.size());
  for (size_t i = 1; i < samples.size(); ++i) emphasised[i] = samples[i] - 0.9 * samples[i - 1];
  std::vector<float> out(samples.size(), 0.0f);
  std::array<double, kOrder + 1> a;
  std::array<double, kOrder> past = {};
  for (size_t begin = 0; begin + kFrame <= samples.size(); begin += kHop) {
    std::vector<double> frame(kFrame);
    for (size_t i = 0; i < kFrame; ++i) {
      const double hann = 0.5 - 0.5 * std::cos(kTau * static_cast<double>(i) / kFrame);
      frame[i] = emphasised[begin + i] * hann;
    }
    const double power = Predict(frame, a);
    // Whispering has no strong low end, so the emphasis stays.
    for (size_t i = 0; i < kHop; ++i) {
      double y = noise(random) * std::sqrt(std::max(power, 0.0)) * 1.6;
      for (size_t j = 0; j < kOrder; ++j) y -= a[j + 1] * past[j];
      std::shift_right(past.begin(), past.end(), 1);
      past[0] = y;
      out[begin + i] = static_cast<float>(std::clamp(y * 0.25, -1.0, 1.0));
    }
  }
  return out;
}

}  // namespace vivavoce::hearing::testing
