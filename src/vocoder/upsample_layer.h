// A transposed convolution over time with kernel 2 s, stride s and padding s / 2, s even: every
// output depends on two neighbouring inputs, so the outputs of one input are two dense layers, one
// that looks back and one that looks ahead. Threads: as DenseLayer.
#pragma once

#include <optional>
#include <string>

#include "base/error.h"
#include "vocoder/dense_layer.h"
#include "vocoder/tensor_file.h"

namespace vivavoce::vocoder {

class UpsampleLayer {
 public:
  // <prefix>.weight [2 s][in][out], <prefix>.bias [out].
  static Result<UpsampleLayer> Load(const Kernels& kernels, const TensorFile& file,
                                    const std::string& prefix, int in, int out, int stride);

  // x: [count][in], with a row before and a row behind that may be read (zero at the ends).
  // y: [stride * count][out]; residual: the same, or null.
  void Run(const float* x, int count, float* y, const float* residual, WorkCrew& crew) const;

 private:
  UpsampleLayer(DenseLayer early, DenseLayer late, int in)
      : early_(std::move(early)), late_(std::move(late)), in_(in) {}
  DenseLayer early_;  // outputs 0..s/2 of x[t - 1], x[t]
  DenseLayer late_;   // outputs s/2..s of x[t], x[t + 1]
  int in_;
};

}  // namespace vivavoce::vocoder
