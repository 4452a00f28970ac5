// The unit of a residual block: instance norm and Snake, then a convolution over time with dilation
// and "same" padding, plus a residual; y[t] = b + r[t] + sum_k W[k] h[t + (k - taps / 2) dilation].
// Output statistics for the next instance norm come along. Computed in float32 by Toom-Cook
// (toom_cook_conv.h), or in bfloat16 as written where the kernels have matrix units (tile_conv.h).
// Threads: Run() one at a time for each scratch.
#pragma once

#include <span>
#include <variant>

#include "vocoder/channel_sums.h"
#include "vocoder/conv_block.h"
#include "vocoder/kernels.h"
#include "vocoder/tile_conv.h"
#include "vocoder/toom_cook_conv.h"
#include "vocoder/work_crew.h"

namespace vivavoce::vocoder {

class SnakeConv {
 public:
  // weights: [taps][channels in][channels out], as many out as in, a multiple of kChannelStep * 2;
  // bias: [channels]. REQUIRES: taps has a ToomCook variant.
  SnakeConv(const Kernels& kernels, int taps, int dilation, int channels,
            std::span<const float> weights, std::span<const float> bias);

  int channels() const { return channels_; }
  // scratch: one for each worker of the crew. `sums` is reset and gets those of y.
  void Run(const ConvRows& rows, ChannelSums& sums, WorkCrew& crew,
           std::span<ConvScratch> scratch) const;

 private:
  int channels_;
  std::variant<ToomCookConv, TileConv> conv_;
};

}  // namespace vivavoce::vocoder
