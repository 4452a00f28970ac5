#include "vocoder/feature_decoder.h"

#include <algorithm>
#include <string>
#include <utility>

namespace vivavoce::vocoder {
namespace {

constexpr int kBetween = 1024;     // channels between the blocks
constexpr int kTextResidual = 64;  // of the text, for every block again
constexpr int kCurves = 2;
constexpr int kFirst = FeatureDecoder::kText + kCurves;     // channels of the first block's input
constexpr int kLater = kBetween + kTextResidual + kCurves;  // of the others'
constexpr auto kFirstWidth = static_cast<size_t>(StyleBlock::Width(kFirst));
constexpr auto kLaterWidth = static_cast<size_t>(StyleBlock::Width(kLater));
constexpr size_t kFramesToKeep = 800;  // 20 s: longer clauses give their memory back

}  // namespace

float FeatureDecoder::Halving::At(std::span<const float> curve, size_t frame) const {
  const size_t at = 2 * frame;
  const float before = at > 0 ? curve[at - 1] : 0.0f;
  return bias + weights[0] * before + weights[1] * curve[at] + weights[2] * curve[at + 1];
}

Result<std::unique_ptr<FeatureDecoder>> FeatureDecoder::Make(const TensorFile& file,
                                                             const PartConfig& config) {
  const Kernels& kernels = KernelsFor(config.isa);
  auto encode =
      StyleBlock::Load(kernels, file, "encode", {.in = kFirst, .out = kBetween, .style = kStyle});
  if (!encode) return Fail(encode.error());
  std::vector<StyleBlock> decode;
  for (const int out : {kBetween, kBetween, kBetween, kFeatures}) {
    const std::string name = "decode." + std::to_string(decode.size());
    auto block = StyleBlock::Load(
        kernels, file, name,
        {.in = kLater, .out = out, .style = kStyle, .upsamples = out == kFeatures});
    if (!block) return Fail(block.error());
    decode.push_back(*std::move(block));
  }
  const auto residual = file.Find("asr_res.weight", {1, kText, kTextResidual});
  if (!residual) return Fail(residual.error());
  const auto residual_bias = file.Find("asr_res.bias", {kTextResidual});
  if (!residual_bias) return Fail(residual_bias.error());
  // It reads the rows of the first block, of which it does not see the curves.
  std::vector<float> of_text(kFirstWidth * kTextResidual);
  std::ranges::copy(residual->values, of_text.begin());
  const auto halving = [&](const std::string& name) -> Result<Halving> {
    const auto weight = file.Find(name + ".weight", {3, 1, 1});
    if (!weight) return Fail(weight.error());
    const auto bias = file.Find(name + ".bias", {1});
    if (!bias) return Fail(bias.error());
    return Halving{{weight->values.begin(), weight->values.end()}, bias->values[0]};
  };
  auto f0 = halving("F0_conv");
  if (!f0) return Fail(f0.error());
  auto energy = halving("N_conv");
  if (!energy) return Fail(energy.error());
  return std::unique_ptr<FeatureDecoder>(
      new FeatureDecoder(Layers{*std::move(encode), std::move(decode),
                                DenseLayer(kernels, 1, static_cast<int>(kFirstWidth), kTextResidual,
                                           of_text, residual_bias->values),
                                *std::move(f0), *std::move(energy)},
                         config));
}

FeatureDecoder::FeatureDecoder(Layers layers, const PartConfig& config)
    : layers_(std::move(layers)), crew_(config.threads) {}

Result<std::vector<float>> FeatureDecoder::Run(const FeatureDecoderInput& input,
                                               const CancellationToken& cancel) {
  const size_t frames = input.text.size() / kText;
  if (frames == 0 || input.text.size() != frames * kText || input.f0.size() != 2 * frames ||
      input.energy.size() != 2 * frames || input.style.size() != kStyle) {
    return Fail(Error::InvalidArgument("text, F0, energy and style do not fit"));
  }
  const int rows = static_cast<int>(frames);
  layers_.encode.SetStyle(input.style);
  for (StyleBlock& block : layers_.decode) block.SetStyle(input.style);

  float* first = input_.Reserve(frames * kFirstWidth);
  float* now = now_.Reserve(frames * kLaterWidth);
  float* next = next_.Reserve(frames * kLaterWidth);
  for (size_t frame = 0; frame < frames; ++frame) {
    float* row = first + frame * kFirstWidth;
    for (size_t c = 0; c < kText; ++c) row[c] = input.text[c * frames + frame];
    row[kText] = layers_.f0.At(input.f0, frame);
    row[kText + 1] = layers_.energy.At(input.energy, frame);
    std::fill(row + kFirst, row + kFirstWidth, 0.0f);
  }
  constexpr auto kStride = static_cast<ptrdiff_t>(kLaterWidth);
  layers_.text_residual.Run({.x = first,
                             .x_stride = static_cast<ptrdiff_t>(kFirstWidth),
                             .count = rows,
                             .y = now + kBetween,
                             .y_stride = kStride},
                            crew_);
  // What stands beside the channels of a block is the same in all of them.
  for (size_t frame = 0; frame < frames; ++frame) {
    const float* row = first + frame * kFirstWidth;
    float* beside = now + frame * kLaterWidth + kBetween;
    std::copy_n(row + kText, kCurves, beside + kTextResidual);
    std::fill(beside + kTextResidual + kCurves, beside + kLaterWidth - kBetween, 0.0f);
    std::copy_n(beside, kLaterWidth - kBetween, next + frame * kLaterWidth + kBetween);
  }
  layers_.encode.Run(first, rows, now, kStride, crew_);
  for (size_t i = 0; i + 1 < layers_.decode.size(); ++i) {
    if (cancel.IsCancelled()) return Fail(Error::Cancelled());
    layers_.decode[i].Run(now, rows, next, kStride, crew_);
    std::swap(now, next);
  }
  if (cancel.IsCancelled()) return Fail(Error::Cancelled());
  const size_t out_frames = 2 * frames;
  const float* output = output_.Reserve(out_frames * kFeatures);
  layers_.decode.back().Run(now, rows, output_.data(), kFeatures, crew_);
  std::vector<float> features(out_frames * kFeatures);
  for (size_t frame = 0; frame < out_frames; ++frame) {
    for (size_t c = 0; c < kFeatures; ++c) features[c * out_frames + frame] = *output++;
  }
  if (frames > kFramesToKeep) {
    for (FloatBuffer* buffer : {&input_, &now_, &next_, &output_}) *buffer = FloatBuffer();
  }
  return features;
}

}  // namespace vivavoce::vocoder
