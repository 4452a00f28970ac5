// y = x W + b for many rows. A convolution over time without dilation is one, too: with channels
// side by side the taps of a row lie one after the other, so x has depth taps * channels and rows
// that overlap. Threads: Run() from many, each with its own crew.
#pragma once

#include <span>
#include <vector>

#include "vocoder/float_buffer.h"
#include "vocoder/kernels.h"
#include "vocoder/work_crew.h"

namespace vivavoce::vocoder {

class DenseLayer {
 public:
  struct Rows {  // where the input and the output are; strides in floats
    const float* x = nullptr;
    ptrdiff_t x_stride = 0;
    int count = 0;
    float* y = nullptr;
    ptrdiff_t y_stride = 0;
    const float* residual = nullptr;  // laid out like y, added to it; may be y
  };

  // weights: [depth][out]; bias: [out].
  DenseLayer(const Kernels& kernels, int depth, int out, std::span<const float> weights,
             std::span<const float> bias);

  int out() const { return out_; }
  void Run(const Rows& rows, WorkCrew& crew) const;

 private:
  void RunBlock(const Rows& rows, int begin, int end) const;

  const Kernels* kernels_;
  int depth_;
  int out_;
  int slabs_;
  FloatBuffer weights_;  // [slab][depth][kernels.slab]
  std::vector<float> bias_;
};

}  // namespace vivavoce::vocoder
