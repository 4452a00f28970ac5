// The periodic Hann window, as spectra of frames use it. Pure.
#pragma once

#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

namespace vivavoce::audio {

inline std::vector<float> HannWindow(size_t length) {
  std::vector<float> window(length);
  for (size_t i = 0; i < length; ++i) {
    const double n = static_cast<double>(i);
    window[i] = static_cast<float>(
        0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * n / static_cast<double>(length)));
  }
  return window;
}

}  // namespace vivavoce::audio
