#include "vocoder/upsample_layer.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace vivavoce::vocoder {
namespace {

// Weights of `half` outputs as one dense layer over two inputs: output q of input t takes tap
// first_tap + q of the earlier and first_tap - stride + q of the later input.
DenseLayer HalfLayer(const Kernels& kernels, const TensorView& weight, const TensorView& bias,
                     size_t in, size_t out, size_t half, size_t first_tap, size_t stride) {
  std::vector<float> dense(2 * in * half * out), repeated;
  for (size_t side = 0; side < 2; ++side) {
    for (size_t c = 0; c < in; ++c) {
      for (size_t q = 0; q < half; ++q) {
        const size_t tap = first_tap - side * stride + q;
        const auto row = weight.values.subspan((tap * in + c) * out, out);
        std::ranges::copy(
            row, dense.begin() + static_cast<ptrdiff_t>(((side * in + c) * half + q) * out));
      }
    }
  }
  for (size_t q = 0; q < half; ++q) {
    repeated.insert(repeated.end(), bias.values.begin(), bias.values.end());
  }
  return {kernels, 2, static_cast<int>(in), static_cast<int>(half * out), dense, repeated};
}

}  // namespace

Result<UpsampleLayer> UpsampleLayer::Load(const Kernels& kernels, const TensorFile& file,
                                          const std::string& prefix, int in, int out, int stride) {
  const auto weight = file.Find(prefix + ".weight", {2 * stride, in, out});
  if (!weight) return Fail(weight.error());
  const auto bias = file.Find(prefix + ".bias", {out});
  if (!bias) return Fail(bias.error());
  // y[o] takes x[i] by tap o + s / 2 - s i.
  const auto s = static_cast<size_t>(stride), half = s / 2;
  const auto wide = static_cast<size_t>(in), narrow = static_cast<size_t>(out);
  return UpsampleLayer(HalfLayer(kernels, *weight, *bias, wide, narrow, half, half + s, s),
                       HalfLayer(kernels, *weight, *bias, wide, narrow, half, s, s), in);
}

void UpsampleLayer::Run(const float* x, int count, float* y, const float* residual,
                        WorkCrew& crew) const {
  const ptrdiff_t half = early_.out(), stride = 2 * half;
  early_.Run({.x = x - in_,
              .x_stride = in_,
              .count = count,
              .y = y,
              .y_stride = stride,
              .residual = residual},
             crew);
  late_.Run({.x = x,
             .x_stride = in_,
             .count = count,
             .y = y + half,
             .y_stride = stride,
             .residual = residual ? residual + half : nullptr},
            crew);
}

}  // namespace vivavoce::vocoder
