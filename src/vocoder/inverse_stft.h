// The head of ISTFTNet (Kaneko et al., arXiv:2203.02395): 22 values a frame, 11 logarithms of
// magnitudes and 11 phases (as sines of their argument), to samples: an inverse STFT of 20 samples,
// hop 5, overlap added; 10 samples at either end are cut off. The trained model normalises by its
// window sum in the first 20 samples only and by 4 everywhere; so does this.
// Threads: const methods from any thread.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "base/error.h"
#include "vocoder/tensor_file.h"

namespace vivavoce::vocoder {

class InverseStft {
 public:
  static constexpr int kWindow = 20;  // samples
  static constexpr int kHop = 5;
  static constexpr int kBins = kWindow / 2 + 1;
  static constexpr int kValues = 2 * kBins;  // a frame

  // Reads istft.basis [22][20] and istft.window_sum [20].
  static Result<InverseStft> Load(const TensorFile& file);

  // 5 (frames - 1) samples of [frames][22] values.
  std::vector<float> Run(std::span<const float> frames) const;

 private:
  std::array<float, static_cast<size_t>(kValues) * kWindow> basis_{};
  std::array<float, kWindow> first_gain_{};  // 1 / window sum, or 1 where it vanishes
};

}  // namespace vivavoce::vocoder
