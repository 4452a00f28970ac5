#include "vocoder/snake_conv.h"

#include <algorithm>
#include <cassert>

namespace vivavoce::vocoder {
namespace {

// Tiles at once: enough that the weights, which pass by once for all of them, cost little, and so
// few that their transforms stay in a cache of half a megabyte a core.
int TilesAtOnce(int channels) { return channels <= 128 ? 36 : 30; }

}  // namespace

SnakeConv::SnakeConv(const Kernels& kernels, int taps, int dilation, int channels,
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

void SnakeConv::Activate(const Rows& rows, const Block& block, float* active) const {
  const int halo = dilation_ * (plan_.taps / 2);
  const int count = block.groups * dilation_ * plan_.outputs + 2 * halo;
  const int first = block.begin - halo;
  const int begin = std::clamp(-first, 0, count);  // rows before it are zero
  const int end = std::clamp(rows.count - first, begin, count);
  const ptrdiff_t width = channels_;
  std::fill(active, active + begin * width, 0.0f);
  if (end > begin) {
    kernels_->norm_snake(rows.x + (first + begin) * width, end - begin, channels_, rows.norm,
                         active + begin * width);
  }
  std::fill(active + end * width, active + count * width, 0.0f);
}

void SnakeConv::RunBlock(const Rows& rows, const Block& block, float* sum, float* squares,
                         ConvScratch& scratch) const {
  const int tiles = block.groups * dilation_;
  const int points = plan_.points();
  const int width = kernels_->slab;
  const ptrdiff_t channels = channels_;
  const int group_rows = dilation_ * plan_.outputs;
  const auto active_rows =
      static_cast<size_t>(block.groups * group_rows + 2 * dilation_ * (plan_.taps / 2));
  float* active = scratch.active.Reserve(active_rows * static_cast<size_t>(channels));
  float* transformed = scratch.transformed.Reserve(static_cast<size_t>(points * tiles) *
                                                   static_cast<size_t>(channels));
  float* products = scratch.products.Reserve(static_cast<size_t>(points * tiles * width));
  Activate(rows, block, active);

  // Tile i covers the outputs start(i), start(i) + dilation, ...
  const auto start = [&](int tile) { return tile / dilation_ * group_rows + tile % dilation_; };
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
                                  .sum = sum + first_channel,
                                  .squares = squares + first_channel});
    }
  }
}

void SnakeConv::Run(const Rows& rows, ChannelSums& sums, WorkCrew& crew,
                    std::span<ConvScratch> scratch) const {
  const int group_rows = dilation_ * plan_.outputs;
  const int groups = (rows.count + group_rows - 1) / group_rows;
  const int most = std::max(1, TilesAtOnce(channels_) / dilation_);
  const int workers = crew.workers();
  int blocks = (groups + most - 1) / most;
  blocks = std::min(groups, (blocks + workers - 1) / workers * workers);
  sums.Reset(channels_, blocks);
  crew.Run(blocks, [&](int worker, int index) {
    const int begin = groups * index / blocks, end = groups * (index + 1) / blocks;
    RunBlock(rows, {.begin = begin * group_rows, .groups = end - begin}, sums.Sum(index),
             sums.Squares(index), scratch[static_cast<size_t>(worker)]);
  });
}

}  // namespace vivavoce::vocoder
