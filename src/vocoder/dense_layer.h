// A convolution over time without dilation and padding, y[t] = b + sum over k of W[k] x[t + k]; with
// one tap y = x W + b for many rows. Channels lie side by side, so the taps of a row lie one after
// the other and rows overlap; some may be left out between two outputs. In bfloat16 where the
// kernels have matrix units and the shape fits their tiles (tile_kernels.h), else in float32.
// Threads: Run() from many, each with its own crew.
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
    ptrdiff_t x_stride = 0;  // from one output's first input to the next one's
    int count = 0;
    float* y = nullptr;
    ptrdiff_t y_stride = 0;
    const float* residual = nullptr;  // laid out like y, added to it; may be y
  };

  // weights: [taps][in][out]; bias: [out].
  DenseLayer(const Kernels& kernels, int taps, int in, int out, std::span<const float> weights,
             std::span<const float> bias);

  int out() const { return out_; }
  void Run(const Rows& rows, WorkCrew& crew) const;

 private:
  void PackForSlabs(std::span<const float> weights);
  // Outputs [out_begin, out_end), in whole tiles or slabs.
  void RunTiles(const Rows& rows, int begin, int end, int out_begin, int out_end) const;
  void RunSlabs(const Rows& rows, int begin, int end, int out_begin, int out_end) const;

  const Kernels* kernels_;
  int taps_;
  int in_;
  int out_;
  bool fits_tiles_;
  FloatBuffer weights_;  // of Bfloat16 for tiles, else [slab][taps * in][kernels.slab]
  std::vector<float> bias_;
};

}  // namespace vivavoce::vocoder
