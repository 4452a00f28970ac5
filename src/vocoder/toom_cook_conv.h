// A SnakeConv by Toom-Cook (toom_cook.h): 2.2 to 4.9 times fewer multiplications than written out,
// in float32. Threads: RunBlock() one at a time for each scratch.
#pragma once

#include <span>
#include <vector>

#include "vocoder/conv_block.h"
#include "vocoder/float_buffer.h"
#include "vocoder/kernels.h"
#include "vocoder/toom_cook.h"

namespace vivavoce::vocoder {

class ToomCookConv {
 public:
  // As for SnakeConv.
  ToomCookConv(const Kernels& kernels, int taps, int dilation, int channels,
               std::span<const float> weights, std::span<const float> bias);

  int unit_rows() const { return dilation_ * plan_.outputs; }
  int UnitsAtOnce() const;  // that a block should have at most
  void RunBlock(const ConvRows& rows, const ConvBlock& block, ConvScratch& scratch) const;

 private:
  const Kernels* kernels_;
  ToomCook plan_;
  TileTransform transform_;
  int dilation_;
  int channels_;
  FloatBuffer weights_;  // [slab][point][channels in][kernels.slab]
  std::vector<float> bias_;
};

}  // namespace vivavoce::vocoder
