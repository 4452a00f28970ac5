// The decoder of Kokoro-82M (StyleTTS 2, arXiv:2306.07691): aligned text, F0 and energy of a whole
// clause to the features of the generator (generator.h). F frames of 25 ms in, 2 F frames of 12.5
// ms out. In float32, but for the products of convolutions on the matrix units of CPUs that have
// them. Threads: Run() from one thread at a time; it keeps config.threads busy.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "base/cancellation.h"
#include "base/error.h"
#include "vocoder/model_part.h"
#include "vocoder/style_block.h"

namespace vivavoce::vocoder {

// One clause: text [FeatureDecoder::kText][frames], with time running fastest; F0 in Hz and energy,
// two values a frame; style: FeatureDecoder::kStyle values.
struct FeatureDecoderInput {
  std::span<const float> text, f0, energy, style;
};

class FeatureDecoder {
 public:
  static constexpr int kText = 512;      // values a frame
  static constexpr int kStyle = 128;     // values of a style
  static constexpr int kFeatures = 512;  // values a frame of the output

  // LoadPart() makes one of a file. kCorrupt names the tensor that is missing or has the wrong
  // shape.
  static Result<std::unique_ptr<FeatureDecoder>> Make(const TensorFile& weights,
                                                      const PartConfig& config);

  // Returns [kFeatures][2 frames], time running fastest. kInvalidArgument for sizes that do not
  // fit; kCancelled within tens of milliseconds.
  Result<std::vector<float>> Run(const FeatureDecoderInput& input, const CancellationToken& cancel);

 private:
  // A convolution of one channel, kernel 3, stride 2, padding 1: two values a frame to one.
  struct Halving {
    std::vector<float> weights;  // [3]
    float bias = 0;
    float At(std::span<const float> curve, size_t frame) const;
  };
  struct Layers {
    StyleBlock encode;
    std::vector<StyleBlock> decode;  // 4
    DenseLayer text_residual;
    Halving f0, energy;
  };
  FeatureDecoder(Layers layers, const PartConfig& config);

  Layers layers_;
  WorkCrew crew_;
  FloatBuffer input_, now_, next_, output_;
};

}  // namespace vivavoce::vocoder
