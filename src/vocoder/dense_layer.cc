#include "vocoder/dense_layer.h"

#include <algorithm>
#include <array>
#include <cassert>

#include "vocoder/tile_kernels.h"

namespace vivavoce::vocoder {
namespace {

constexpr int kBlockRows = 96;  // input rows that stay in the cache while the weights pass by
constexpr int kTileBlockRows = kTilesAtOnce * kTileRows;
// Bytes of input rows that stay in the cache while the weights pass by; large layers have their weights
// far away, so they should pass once.
constexpr int kTileBlockBytes = 768 * 1024;

int TileRowsAtOnce(int in) {
  const int fit = kTileBlockBytes / (in * static_cast<int>(sizeof(Bfloat16)));
  return std::max(fit / kTileBlockRows, 1) * kTileBlockRows;
}

}  // namespace

DenseLayer::DenseLayer(const Kernels& kernels, int taps, int in, int out,
                       std::span<const float> weights, std::span<const float> bias)
    : kernels_(&kernels),
      taps_(taps),
      in_(in),
      out_(out),
      fits_tiles_(kernels.tiles && in % kTileInputs == 0 && out % kTileOutputs == 0),
      bias_(bias.begin(), bias.end()) {
  assert(kernels.slab <= kMaxSlab);
  assert(weights.size() ==
         static_cast<size_t>(taps) * static_cast<size_t>(in) * static_cast<size_t>(out));
  assert(bias.size() == static_cast<size_t>(out));
  if (fits_tiles_) {
    PackTileWeights(weights, taps, in, out, ReserveHalves(weights_, weights.size()));
  } else {
    PackForSlabs(weights);
  }
}

void DenseLayer::PackForSlabs(std::span<const float> weights) {
  const auto depth = static_cast<size_t>(taps_ * in_), width = static_cast<size_t>(kernels_->slab);
  const auto out = static_cast<size_t>(out_), slabs = (out + width - 1) / width;
  float* packed = weights_.Reserve(slabs * depth * width);
  for (size_t slab = 0; slab < slabs; ++slab) {
    for (size_t k = 0; k < depth; ++k) {
      for (size_t channel = slab * width; channel < (slab + 1) * width; ++channel) {
        *packed++ = channel < out ? weights[k * out + channel] : 0.0f;
      }
    }
  }
}

void DenseLayer::RunTiles(const Rows& rows, int begin, int end, int out_begin, int out_end) const {
  const TileKernels& tiles = *kernels_->tiles;
  const int there = end - begin + taps_ - 1;
  const int padded = (end - begin + kTileRows - 1) / kTileRows * kTileRows + taps_ - 1;
  FloatBuffer buffer;
  Bfloat16* x = ReserveHalves(buffer, static_cast<size_t>(padded * in_));
  FillStrips(x, in_, padded, 0, there, [&](Bfloat16* to) {
    tiles.round(rows.x + begin * rows.x_stride, there, in_, to, padded);
  });
  const ptrdiff_t at = begin * rows.y_stride + out_begin;
  tiles.convolve({.x = x,
                  .x_rows = padded,
                  .rows = end - begin,
                  .inputs = in_,
                  .outputs = out_end - out_begin,
                  .taps = taps_,
                  .dilation = 1,
                  .weights = Halves(weights_) + ptrdiff_t{out_begin} * taps_ * in_,
                  .bias = bias_.data() + out_begin,
                  .residual = rows.residual ? rows.residual + at : nullptr,
                  .y = rows.y + at,
                  .y_stride = rows.y_stride});
}

void DenseLayer::RunSlabs(const Rows& rows, int begin, int end, int out_begin, int out_end) const {
  const int width = kernels_->slab, depth = taps_ * in_;
  alignas(64) std::array<float, static_cast<size_t>(kBlockRows) * kMaxSlab> products;
  for (ptrdiff_t first = out_begin; first < out_end; first += width) {
    const auto channels = std::min<ptrdiff_t>(width, out_end - first);
    kernels_->multiply(rows.x + begin * rows.x_stride, rows.x_stride, end - begin, depth,
                       weights_.data() + first * depth, products.data(), width);
    for (int row = begin; row < end; ++row) {
      const float* product = products.data() + static_cast<ptrdiff_t>(row - begin) * width;
      const ptrdiff_t at = row * rows.y_stride + first;
      for (ptrdiff_t c = 0; c < channels; ++c) {
        const float residual = rows.residual ? rows.residual[at + c] : 0.0f;
        rows.y[at + c] = product[c] + bias_[static_cast<size_t>(first + c)] + residual;
      }
    }
  }
}

void DenseLayer::Run(const Rows& rows, WorkCrew& crew) const {
  assert(!fits_tiles_ || rows.x_stride == in_);
  const int at_once = fits_tiles_ ? TileRowsAtOnce(in_) : kBlockRows;
  const int blocks = (rows.count + at_once - 1) / at_once;
  // A few rows are one block: then the outputs are shared out.
  const int group = fits_tiles_ ? kTileOutputs : kernels_->slab;
  const int groups = (out_ + group - 1) / group;
  const int parts = std::clamp(crew.workers() / std::max(blocks, 1), 1, groups);
  crew.Run(blocks * parts, [&](int, int item) {
    const int begin = item / parts * at_once, end = std::min(rows.count, begin + at_once);
    const int part = item % parts;
    const int out_begin = groups * part / parts * group;
    const int out_end = std::min(out_, groups * (part + 1) / parts * group);
    if (fits_tiles_) return RunTiles(rows, begin, end, out_begin, out_end);
    RunSlabs(rows, begin, end, out_begin, out_end);
  });
}

}  // namespace vivavoce::vocoder
