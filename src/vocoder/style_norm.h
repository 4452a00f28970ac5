// Adaptive instance norm (Huang and Belongie, arXiv:1703.06868) whose scale and shift are an affine
// function of a style: y = (1 + g) (x - mean) / sqrt(variance + 1e-5) + b, [g, b] = W style + c;
// then, perhaps, Snake with a rate of its own for every channel. Threads: one at a time.
#pragma once

#include <span>
#include <vector>

#include "vocoder/kernels.h"

namespace vivavoce::vocoder {

class StyleNorm {
 public:
  // weights: [style][2 channels], bias: [2 channels]; alpha: [channels], none of them 0, or empty: no
  // Snake.
  StyleNorm(std::span<const float> weights, std::span<const float> bias,
            std::span<const float> alpha);

  void SetStyle(std::span<const float> style);
  // For an input of that mean and variance a channel; valid until the next call. Without Snake its
  // rate and inverse are not there.
  NormSnake For(std::span<const float> mean, std::span<const float> variance);

 private:
  std::vector<float> weights_, bias_;
  std::vector<float> rate_, inverse_;  // alpha / pi, 1 / alpha
  std::vector<float> scale_, shift_;   // of the style
  std::vector<float> gain_, offset_;
};

}  // namespace vivavoce::vocoder
