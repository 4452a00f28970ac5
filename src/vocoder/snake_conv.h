// The unit of a residual block: instance norm and Snake, then a convolution over time with dilation
// and "same" padding, plus a residual; y[t] = b + r[t] + sum_k W[k] h[t + (k - taps / 2) dilation].
// The convolution is Toom-Cook (toom_cook.h): 2.2 to 4.9 times fewer multiplications than written
// above, in float32. Output statistics for the next instance norm come along.
// Threads: Run() one at a time for each scratch.
#pragma once

#include <span>
#include <vector>

#include "vocoder/channel_sums.h"
#include "vocoder/float_buffer.h"
#include "vocoder/kernels.h"
#include "vocoder/toom_cook.h"
#include "vocoder/work_crew.h"

namespace vivavoce::vocoder {

// Scratch memory of one worker.
struct ConvScratch {
  FloatBuffer active, transformed, products;
};

class SnakeConv {
 public:
  struct Rows {
    const float* x = nullptr;         // [count][channels]
    int count = 0;                    // rows of all
    NormSnake norm;                   // of x
    const float* residual = nullptr;  // like y, or null; may be y
    float* y = nullptr;               // [count][channels]; not x
  };

  // weights: [taps][channels in][channels out], as many out as in, a multiple of kChannelStep * 2;
  // bias: [channels]. REQUIRES: taps has a ToomCook variant.
  SnakeConv(const Kernels& kernels, int taps, int dilation, int channels,
            std::span<const float> weights, std::span<const float> bias);

  int channels() const { return channels_; }
  // scratch: one for each worker of the crew. `sums` is reset and gets those of y.
  void Run(const Rows& rows, ChannelSums& sums, WorkCrew& crew,
           std::span<ConvScratch> scratch) const;

 private:
  struct Block {  // rows [begin, begin + groups * dilation * outputs)
    int begin = 0;
    int groups = 0;
  };
  void Activate(const Rows& rows, const Block& block, float* active) const;
  void RunBlock(const Rows& rows, const Block& block, float* sum, float* squares,
                ConvScratch& scratch) const;

  const Kernels* kernels_;
  ToomCook plan_;
  TileTransform transform_;
  int dilation_;
  int channels_;
  FloatBuffer weights_;  // [slab][point][channels in][kernels.slab]
  std::vector<float> bias_;
};

}  // namespace vivavoce::vocoder
