// The residual block of StyleTTS 2's decoders (Li et al., arXiv:2306.07691): y = (shortcut(x) +
// conv2(leaky(norm2(conv1(leaky(norm1(x))))))) / sqrt(2) with adaptive instance norms and kernels
// of three; where it upsamples, a transposed convolution of every channel alone stands before
// conv1, and the shortcut repeats each row. Rows are time, channels lie side by side; a row of x
// may be wider than its channels (Width()), and what is beyond them must be zero. Threads: one at a
// time.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "vocoder/dense_layer.h"
#include "vocoder/style_norm.h"
#include "vocoder/tensor_file.h"
#include "vocoder/tile_kernels.h"

namespace vivavoce::vocoder {

struct StyleBlockShape {
  int in = 0;     // channels
  int out = 0;    // a multiple of kTileInputs
  int style = 0;  // values
  bool upsamples = false;
};

class StyleBlock {
 public:
  // Of a row with that many channels: a multiple of what kernels compute at once.
  static constexpr int Width(int channels) {
    return (channels + kTileInputs - 1) / kTileInputs * kTileInputs;
  }

  // <prefix>.conv1, .conv2 (.weight [3][in][out], .bias), .conv1x1.weight [1][in][out], .norm1.fc,
  // .norm2.fc (.weight [style][2 channels], .bias) and, if it upsamples, .pool (.weight [3][in][1],
  // .bias). kCorrupt names what is missing or has the wrong shape.
  static Result<StyleBlock> Load(const Kernels& kernels, const TensorFile& file,
                                 const std::string& prefix, const StyleBlockShape& shape);

  int rows_per_row() const { return pool_ ? 2 : 1; }
  void SetStyle(std::span<const float> style);
  // x: [rows][Width(in)]; y: [rows_per_row() * rows][out], y_stride floats apart; not x.
  void Run(const float* x, int rows, float* y, ptrdiff_t y_stride, WorkCrew& crew);

 private:
  struct Pool {
    std::vector<float> weights;  // [3][Width(in)]
    std::vector<float> bias;     // [Width(in)]
  };
  StyleBlock(const Kernels& kernels, DenseLayer conv1, DenseLayer conv2, DenseLayer shortcut,
             StyleNorm norm1, StyleNorm norm2, std::optional<Pool> pool, int width, int out);

  const Kernels* kernels_;
  DenseLayer conv1_, conv2_, shortcut_;  // the last two with the factor 1 / sqrt(2)
  StyleNorm norm1_, norm2_;
  std::optional<Pool> pool_;
  int width_;
  int out_;
  FloatBuffer active_, pooled_, middle_;
};

}  // namespace vivavoce::vocoder
