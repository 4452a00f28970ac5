// Linear prediction: an all-pole filter whose spectrum has the envelope of a signal's.
// Levinson-Durbin recursion: J. Makhoul, "Linear prediction: a tutorial review", Proc. IEEE 1975.
// Thread safety: a pure function.
#pragma once

#include <array>
#include <cstddef>
#include <optional>

namespace vivavoce::audio {

// `r`: autocorrelation, lags 0 to Order; white noise correction is added to r[0] by the caller.
// Returns 1 + a[1] z^-1 + ...; nullopt when nothing is left to predict: silence, or no
// autocorrelation.
template <size_t Order>
std::optional<std::array<double, Order + 1>> PredictLinearly(
    const std::array<double, Order + 1>& r) {
  std::array<double, Order + 1> a = {1};
  double error = r[0];
  if (!(error > 0)) return std::nullopt;
  for (size_t i = 1; i <= Order; ++i) {
    double sum = r[i];
    for (size_t j = 1; j < i; ++j) sum += a[j] * r[i - j];
    const double reflection = -sum / error;
    std::array<double, Order + 1> next = a;
    for (size_t j = 1; j < i; ++j) next[j] = a[j] + reflection * a[i - j];
    next[i] = reflection;
    a = next;
    error *= 1 - reflection * reflection;
    if (!(error > 0)) return std::nullopt;
  }
  return a;
}

}  // namespace vivavoce::audio
