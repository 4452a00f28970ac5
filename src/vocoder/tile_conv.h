// A SnakeConv as it is written, in bfloat16 with float32 sums, for CPUs with matrix units
// (tile_kernels.h). Threads: RunBlock() one at a time for each scratch.
#pragma once

#include <span>
#include <vector>

#include "vocoder/conv_block.h"
#include "vocoder/float_buffer.h"
#include "vocoder/tile_kernels.h"

namespace vivavoce::vocoder {

class TileConv {
 public:
  // As for SnakeConv.
  TileConv(const TileKernels& kernels, int taps, int dilation, int channels,
           std::span<const float> weights, std::span<const float> bias);

  int unit_rows() const { return kTilesAtOnce * kTileRows; }
  int UnitsAtOnce() const;  // that a block should have at most
  void RunBlock(const ConvRows& rows, const ConvBlock& block, ConvScratch& scratch) const;

 private:
  const TileKernels* kernels_;
  int taps_;
  int dilation_;
  int channels_;
  FloatBuffer weights_;  // of Bfloat16, as PackTileWeights() lays them out
  std::vector<float> bias_;
};

}  // namespace vivavoce::vocoder
