#include "vocoder/testing/plain_tiles.h"

#include <algorithm>

namespace vivavoce::vocoder {
namespace {

void NormSnakeToHalf(const float* x, int rows, int channels, const NormSnake& norm, Bfloat16* y,
                     ptrdiff_t y_rows) {
  std::vector<float> exact(static_cast<size_t>(rows) * static_cast<size_t>(channels));
  WideKernels().norm_snake(x, rows, channels, norm, exact.data());
  for (int row = 0; row < rows; ++row) {
    for (int c = 0; c < channels; ++c) {
      y[(c / kTileInputs * y_rows + row) * kTileInputs + c % kTileInputs] =
          ToBfloat16(exact[static_cast<size_t>(row * channels + c)]);
    }
  }
}

float Product(const TileConvolution& job, int row, int out) {
  const Bfloat16* weights = job.weights + static_cast<ptrdiff_t>(out / kTileOutputs) *
                                              kTileOutputs * job.channels * job.taps;
  float sum = 0;
  for (int in = 0; in < job.channels; in += kTileInputs) {
    for (int tap = 0; tap < job.taps; ++tap, weights += kTileInputs * kTileOutputs) {
      const Bfloat16* x =
          job.x + in * job.x_rows + ptrdiff_t{row + tap * job.dilation} * kTileInputs;
      for (int i = 0; i < kTileInputs; ++i) {
        const int at = i / 2 * 2 * kTileOutputs + out % kTileOutputs * 2 + i % 2;
        sum += FromBfloat16(x[i]) * FromBfloat16(weights[at]);
      }
    }
  }
  return sum;
}

void Convolve(const TileConvolution& job) {
  for (int row = 0; row < job.rows; ++row) {
    for (int out = 0; out < job.channels; ++out) {
      const ptrdiff_t at = static_cast<ptrdiff_t>(row) * job.channels + out;
      const float y =
          job.bias[out] + (job.residual ? job.residual[at] : 0.0f) + Product(job, row, out);
      job.y[at] = y;
      job.sum[out] += y;
      job.squares[out] += y * y;
    }
  }
}

constexpr TileKernels kTiles = {NormSnakeToHalf, Convolve};

}  // namespace

const Kernels& PlainTileKernels() {
  static const Kernels kernels = [] {
    Kernels plain = WideKernels();
    plain.name = "plain_tiles";
    plain.tiles = &kTiles;
    return plain;
  }();
  return kernels;
}

}  // namespace vivavoce::vocoder
