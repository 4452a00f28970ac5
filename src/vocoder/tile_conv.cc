#include "vocoder/tile_conv.h"

#include <algorithm>
#include <cassert>

namespace vivavoce::vocoder {

TileConv::TileConv(const TileKernels& kernels, int taps, int dilation, int channels,
                   std::span<const float> weights, std::span<const float> bias)
    : kernels_(&kernels),
      taps_(taps),
      dilation_(dilation),
      channels_(channels),
      bias_(bias.begin(), bias.end()) {
  assert(channels % kTileInputs == 0);
  // A tile of it is 16 cache lines: aligned, none is read twice.
  PackTileWeights(weights, taps, channels, channels, ReserveHalves(weights_, weights.size()));
}

int TileConv::UnitsAtOnce() const { return channels_ <= 128 ? 4 : 3; }

void TileConv::RunBlock(const ConvRows& rows, const ConvBlock& block, ConvScratch& scratch) const {
  const int halo = dilation_ * (taps_ / 2);
  const int active_rows = block.units * unit_rows() + 2 * halo;
  Bfloat16* active = ReserveHalves(scratch.active, static_cast<size_t>(active_rows * channels_));
  const int first = block.begin - halo;
  const RowsThere there = FindRows(rows, first, active_rows);
  const int count = there.end - there.begin;
  FillStrips(active, channels_, active_rows, there.begin, count, [&](Bfloat16* to) {
    kernels_->norm_snake(rows.x + static_cast<ptrdiff_t>(first + there.begin) * channels_, count,
                         channels_, rows.norm, to, active_rows);
  });
  const ptrdiff_t at = static_cast<ptrdiff_t>(block.begin) * channels_;
  kernels_->convolve({.x = active,
                      .x_rows = active_rows,
                      .rows = std::min(block.units * unit_rows(), rows.count - block.begin),
                      .inputs = channels_,
                      .outputs = channels_,
                      .taps = taps_,
                      .dilation = dilation_,
                      .weights = Halves(weights_),
                      .bias = bias_.data(),
                      .residual = rows.residual ? rows.residual + at : nullptr,
                      .y = rows.y + at,
                      .y_stride = channels_,
                      .sum = block.sum,
                      .squares = block.squares});
}

}  // namespace vivavoce::vocoder
