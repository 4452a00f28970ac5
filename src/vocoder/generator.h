// The ISTFTNet generator of Kokoro-82M (StyleTTS 2): features of a whole clause to samples, on all
// vector units the CPU has; in float32, but for the products of convolutions on its matrix units.
// Sizes: F frames of 300 samples at 24 kHz (80 a second); after the first upsampling 10 F rows of
// 256 channels, after the second 60 F + 1 rows of 128. Exact over the clause: the instance norms
// see all of it, so nothing is computed in chunks. Frames that are like many others can be weighted
// instead of computed again and again. Threads: Run() from one thread at a time; it keeps
// config.threads busy. Not on a llama.cpp thread.
#pragma once

#include <array>
#include <memory>
#include <span>
#include <vector>

#include "base/cancellation.h"
#include "base/error.h"
#include "vocoder/inverse_stft.h"
#include "vocoder/model_part.h"
#include "vocoder/residual_block.h"
#include "vocoder/upsample_layer.h"

namespace vivavoce::vocoder {

// One clause: features [Generator::kFeatures][frames], source [InverseStft::kValues]
// [Generator::SourceFrames(frames)], both with time running fastest; style: Generator::kStyle
// values. weights: for how many frames each counts in the instance norms, >= 1; none: 1 each.
struct GeneratorInput {
  std::span<const float> features, source, style;
  std::span<const float> weights = {};
};

class Generator {
 public:
  static constexpr int kFeatures = 512;         // a frame
  static constexpr int kStyle = 128;            // values of a style
  static constexpr int kSamplesPerFrame = 300;  // 12.5 ms
  // Frames of the harmonic source, each InverseStft::kValues values, for `frames` of features.
  static constexpr size_t SourceFrames(size_t frames) { return 60 * frames + 1; }

  // LoadPart() makes one of a file. kCorrupt names the tensor that is missing or has the wrong
  // shape.
  static Result<std::unique_ptr<Generator>> Make(const TensorFile& weights,
                                                 const PartConfig& config);

  // Returns kSamplesPerFrame samples a frame. kInvalidArgument for sizes that do not fit;
  // kCancelled within tens of milliseconds.
  Result<std::vector<float>> Run(const GeneratorInput& input, const CancellationToken& cancel);

 private:
  struct Layers {
    DenseLayer noise_conv0, noise_conv1, post;
    UpsampleLayer up0, up1;
    std::vector<ResidualBlock> noise_blocks;  // 2
    std::vector<ResidualBlock> blocks;        // 6: three after each upsampling
    InverseStft stft;
  };
  Generator(Layers layers, const Kernels& kernels, int threads);

  // Zero rows, then values[channel][row] as rows, then zero rows.
  static float* Transpose(std::span<const float> values, int channels, int rows, int pad,
                          FloatBuffer& out);
  // The weights of frames, for rows of which each frame has some.
  void SetRowWeights(std::span<const float> weights, int rows_per_frame);
  Moments MomentsOf(const float* x, int rows, int channels);
  void Leaky(std::initializer_list<const float*> inputs, float scale, float slope, int rows,
             int channels, float* y);
  // y = leaky of the mean of three blocks over x; y has a pad of zero rows before and behind.
  void MeanOfBlocks(size_t first, const float* x, int rows, float slope, int pad, float* y);

  Layers layers_;
  const Kernels* kernels_;
  Workshop workshop_;
  FloatBuffer source_, features_, x_, noise_, noise_out_, sum_, next_;
};

}  // namespace vivavoce::vocoder
