#include "vocoder/tile_conv.h"

#include <algorithm>
#include <cassert>
#include <cstring>

namespace vivavoce::vocoder {

TileConv::TileConv(const TileKernels& kernels, int taps, int dilation, int channels,
                   std::span<const float> weights, std::span<const float> bias)
    : kernels_(&kernels),
      taps_(taps),
      dilation_(dilation),
      channels_(channels),
      bias_(bias.begin(), bias.end()) {
  assert(channels % kTileInputs == 0);
  const std::vector<Bfloat16> packed = PackTileWeights(weights, taps, channels, channels);
  // A tile of it is 16 cache lines: aligned, none is read twice.
  std::memcpy(weights_.Reserve(packed.size() / 2), packed.data(), packed.size() * sizeof(Bfloat16));
}

int TileConv::UnitsAtOnce() const { return channels_ <= 128 ? 4 : 3; }

void TileConv::RunBlock(const ConvRows& rows, const ConvBlock& block, ConvScratch& scratch) const {
  const int halo = dilation_ * (taps_ / 2);
  const int active_rows = block.units * unit_rows() + 2 * halo;
  auto* active = reinterpret_cast<Bfloat16*>(
      scratch.active.Reserve(static_cast<size_t>(active_rows * channels_) / 2));
  const int first = block.begin - halo;
  const RowsThere there = FindRows(rows, first, active_rows);
  for (ptrdiff_t part = 0; part < channels_ / kTileInputs; ++part) {
    Bfloat16* of_part = active + part * active_rows * kTileInputs;
    std::fill(of_part, of_part + there.begin * kTileInputs, Bfloat16{});
    std::fill(of_part + there.end * kTileInputs, of_part + active_rows * kTileInputs, Bfloat16{});
  }
  if (there.end > there.begin) {
    kernels_->norm_snake(rows.x + static_cast<ptrdiff_t>(first + there.begin) * channels_,
                         there.end - there.begin, channels_, rows.norm,
                         active + there.begin * kTileInputs, active_rows);
  }
  const ptrdiff_t at = static_cast<ptrdiff_t>(block.begin) * channels_;
  kernels_->convolve({.x = active,
                      .x_rows = active_rows,
                      .rows = std::min(block.units * unit_rows(), rows.count - block.begin),
                      .inputs = channels_,
                      .outputs = channels_,
                      .taps = taps_,
                      .dilation = dilation_,
                      .weights = reinterpret_cast<const Bfloat16*>(weights_.data()),
                      .bias = bias_.data(),
                      .residual = rows.residual ? rows.residual + at : nullptr,
                      .y = rows.y + at,
                      .y_stride = channels_,
                      .sum = block.sum,
                      .squares = block.squares});
}

}  // namespace vivavoce::vocoder
