#include "vocoder/toom_cook_conv.h"

#include <algorithm>
#include <cassert>

namespace vivavoce::vocoder {

ToomCookConv::ToomCookConv(const Kernels& kernels, int taps, int dilation, int channels,
                           std::span<const float> weights, std::span<const float> bias)
    : kernels_(&kernels),
      plan_(*ToomCook::ForTaps(taps)),
      dilation_(dilation),
      channels_(channels),
      bias_(bias.begin(), bias.end()) {
  const auto c = static_cast<size_t>(channels);
  const auto width = static_cast<size_t>(kernels.slab);
  assert(c % width == 0 && weights.size() == static_cast<size_t>(taps) * c * c);
  transform_ = {plan_.pairs,       plan_.even.data(),     plan_.odd.data(),
                plan_.zero.data(), plan_.infinity.data(), plan_.output.data()};
  const auto points = static_cast<size_t>(plan_.points());
  float* packed = weights_.Reserve(points * c * c);
  for (size_t slab = 0; slab < c / width; ++slab) {
    for (size_t point = 0; point < points; ++point) {
      const double* g = plan_.weight.data() + point * static_cast<size_t>(taps);
      for (size_t in = 0; in < c; ++in, packed += width) {
        double sums[kMaxSlab] = {};
        for (size_t k = 0; k < static_cast<size_t>(taps); ++k) {
          const float* w = weights.data() + (k * c + in) * c + slab * width;
          for (size_t i = 0; i < width; ++i) sums[i] += g[k] * static_cast<double>(w[i]);
        }
        for (size_t i = 0; i < width; ++i) packed[i] = static_cast<float>(sums[i]);
      }
    }
  }
}

// Enough tiles that the weights, which pass by once for all of them, cost little, and so few that
// their transforms stay in a cache of half a megabyte a core.
int ToomCookConv::UnitsAtOnce() const {
  return std::max(1, (channels_ <= 128 ? 36 : 30) / dilation_);
}

void ToomCookConv::RunBlock(const ConvRows& rows, const ConvBlock& block,
                            ConvScratch& scratch) const {
  const int tiles = block.units * dilation_;
  const int points = plan_.points();
  const int width = kernels_->slab;
  const ptrdiff_t channels = channels_;
  const int halo = dilation_ * (plan_.taps / 2);
  const int active_rows = block.units * unit_rows() + 2 * halo;
  float* active = scratch.active.Reserve(static_cast<size_t>(active_rows * channels));
  float* transformed = scratch.transformed.Reserve(static_cast<size_t>(points * tiles * channels));
  float* products = scratch.products.Reserve(static_cast<size_t>(points * tiles * width));
  const int first = block.begin - halo;
  const RowsThere there = FindRows(rows, first, active_rows);
  std::fill(active, active + there.begin * channels, 0.0f);
  if (there.end > there.begin) {
    kernels_->norm_snake(rows.x + (first + there.begin) * channels, there.end - there.begin,
                         channels_, rows.norm, active + there.begin * channels);
  }
  std::fill(active + there.end * channels, active + active_rows * channels, 0.0f);

  // Tile i covers the outputs start(i), start(i) + dilation, ...
  const auto start = [&](int tile) { return tile / dilation_ * unit_rows() + tile % dilation_; };
  for (int tile = 0; tile < tiles; ++tile) {
    kernels_->transform_input(transform_, active + start(tile) * channels, dilation_ * channels,
                              channels_, transformed + tile * channels, tiles * channels);
  }
  const float* weights = weights_.data();
  for (int slab = 0; slab < channels_ / width; ++slab) {
    for (int point = 0; point < points; ++point, weights += channels * width) {
      kernels_->multiply(transformed + point * tiles * channels, channels, tiles, channels_,
                         weights, products + static_cast<ptrdiff_t>(point * tiles) * width, width);
    }
    const ptrdiff_t first_channel = static_cast<ptrdiff_t>(slab) * width;
    for (int tile = 0; tile < tiles; ++tile) {
      const int first_row = block.begin + start(tile);
      const int rows_left = (rows.count - first_row + dilation_ - 1) / dilation_;
      if (first_row >= rows.count) continue;
      const ptrdiff_t at = first_row * channels + first_channel;
      kernels_->transform_output(transform_, products + static_cast<ptrdiff_t>(tile) * width,
                                 static_cast<ptrdiff_t>(tiles) * width,
                                 {.bias = bias_.data() + first_channel,
                                  .residual = rows.residual ? rows.residual + at : nullptr,
                                  .y = rows.y + at,
                                  .row_stride = dilation_ * channels,
                                  .rows = std::min(plan_.outputs, rows_left),
                                  .sum = block.sum + first_channel,
                                  .squares = block.squares + first_channel});
    }
  }
}

}  // namespace vivavoce::vocoder
