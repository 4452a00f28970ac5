#include "vocoder/testing/plain_tiles.h"

#include <vector>

namespace vivavoce::vocoder {
namespace {

void Round(const float* x, int rows, int channels, Bfloat16* y, ptrdiff_t y_rows) {
  for (int row = 0; row < rows; ++row) {
    for (int c = 0; c < channels; ++c) {
      y[(c / kTileInputs * y_rows + row) * kTileInputs + c % kTileInputs] =
          ToBfloat16(x[row * channels + c]);
    }
  }
}

void RoundNormSnake(const float* x, int rows, int channels, const NormSnake& norm, Bfloat16* y,
                    ptrdiff_t y_rows) {
  std::vector<float> exact(static_cast<size_t>(rows) * static_cast<size_t>(channels));
  WideKernels().norm_snake(x, rows, channels, norm, exact.data());
  Round(exact.data(), rows, channels, y, y_rows);
}

float Product(const TileConvolution& job, int row, int out) {
  const Bfloat16* weights =
      job.weights + ptrdiff_t{out / kTileOutputs} * kTileOutputs * job.inputs * job.taps;
  float sum = 0;
  for (int in = 0; in < job.inputs; in += kTileInputs) {
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
    for (int out = 0; out < job.outputs; ++out) {
      const ptrdiff_t at = row * job.y_stride + out;
      const float residual = job.residual ? job.residual[at] : 0.0f;
      job.y[at] = job.bias[out] + residual + Product(job, row, out);
      if (!job.sum) continue;
      job.sum[out] += job.y[at];
      job.squares[out] += job.y[at] * job.y[at];
    }
  }
}

constexpr TileKernels kTiles = {Round, RoundNormSnake, Convolve};

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
