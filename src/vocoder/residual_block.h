// Three times x = x + conv2(snake(norm2(conv1(snake(norm1(x)))))), conv1 with dilation 1, 3, 5: the
// residual block of HiFi-GAN (Kong et al., arXiv:2010.05646, type 1) with adaptive instance norms
// and Snake, as in StyleTTS 2 (arXiv:2306.07691). Threads: one at a time.
#pragma once

#include <string>
#include <vector>

#include "base/cancellation.h"
#include "base/error.h"
#include "vocoder/snake_conv.h"
#include "vocoder/style_norm.h"
#include "vocoder/tensor_file.h"

namespace vivavoce::vocoder {

// Rows [begin, end) that count as 1 + `extra` rows each in the statistics of the instance norms.
struct RowWeight {
  int begin = 0, end = 0;
  float extra = 0;
};

// What the blocks of a generator share: the crew, and memory that only lives during a Run().
struct Workshop {
  Workshop(const Kernels& of_cpu, int workers)
      : kernels(&of_cpu), crew(workers), scratch(static_cast<size_t>(workers)) {}
  // Of x, [rows][channels], whose rows are in `sums`, each counted once.
  Moments MomentsOf(const float* x, int rows, int channels);

  const Kernels* kernels;
  WorkCrew crew;
  std::vector<ConvScratch> scratch;
  FloatBuffer middle;  // between conv1 and conv2
  ChannelSums sums;
  std::vector<RowWeight> weights;  // of the rows at work; the others count once
  CancellationToken cancel;        // asked between convolutions

 private:
  std::vector<float> weighted_;
};

class ResidualBlock {
 public:
  // Tensors named <prefix>.convs1.0.weight and so on (tensor_file.h). kCorrupt names what is
  // missing or has the wrong shape.
  static Result<ResidualBlock> Load(const Kernels& kernels, const TensorFile& file,
                                    const std::string& prefix);

  int channels() const { return steps_.front().conv.channels(); }
  void SetStyle(std::span<const float> style);
  // y = block(x); both [rows][channels], not the same. `moments` are those of x.
  // When workshop.cancel is raised it returns early and y is undefined.
  void Run(const float* x, int rows, const Moments& moments, float* y, Workshop& workshop);

 private:
  struct Step {
    StyleNorm norm;
    SnakeConv conv;
  };
  std::vector<Step> steps_;  // 6: conv1, conv2, three times
};

}  // namespace vivavoce::vocoder
