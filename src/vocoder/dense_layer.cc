#include "vocoder/dense_layer.h"

#include <algorithm>
#include <array>
#include <cassert>

namespace vivavoce::vocoder {
namespace {

constexpr int kBlockRows = 48;  // input rows that stay in the cache while the weights pass by

}  // namespace

DenseLayer::DenseLayer(const Kernels& kernels, int depth, int out, std::span<const float> weights,
                       std::span<const float> bias)
    : kernels_(&kernels),
      depth_(depth),
      out_(out),
      slabs_((out + kernels.slab - 1) / kernels.slab),
      bias_(bias.begin(), bias.end()) {
  assert(kernels.slab <= kMaxSlab);
  assert(weights.size() == static_cast<size_t>(depth) * static_cast<size_t>(out));
  assert(bias.size() == static_cast<size_t>(out));
  float* packed = weights_.Reserve(static_cast<size_t>(slabs_) * static_cast<size_t>(depth) *
                                   static_cast<size_t>(kernels.slab));
  for (int slab = 0; slab < slabs_; ++slab) {
    for (int k = 0; k < depth; ++k) {
      for (int i = 0; i < kernels.slab; ++i) {
        const int channel = slab * kernels.slab + i;
        *packed++ = channel < out ? weights[static_cast<size_t>(k) * static_cast<size_t>(out) +
                                            static_cast<size_t>(channel)]
                                  : 0.0f;
      }
    }
  }
}

void DenseLayer::RunBlock(const Rows& rows, int begin, int end) const {
  const int width = kernels_->slab;
  alignas(64) std::array<float, static_cast<size_t>(kBlockRows) * kMaxSlab> products;
  for (int slab = 0; slab < slabs_; ++slab) {
    const ptrdiff_t first = static_cast<ptrdiff_t>(slab) * width;
    const auto channels = std::min<ptrdiff_t>(width, out_ - first);
    kernels_->multiply(rows.x + begin * rows.x_stride, rows.x_stride, end - begin, depth_,
                       weights_.data() + first * depth_, products.data(), width);
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
  const int blocks = (rows.count + kBlockRows - 1) / kBlockRows;
  crew.Run(blocks, [&](int, int block) {
    RunBlock(rows, block * kBlockRows, std::min(rows.count, (block + 1) * kBlockRows));
  });
}

}  // namespace vivavoce::vocoder
