#include "vocoder/generator.h"

#include <algorithm>
#include <utility>

namespace vivavoce::vocoder {
namespace {

constexpr int kWide = 256, kNarrow = 128;  // channels after the first, the second upsampling
constexpr int kFirstStride = 10, kSecondStride = 6;
constexpr int kNoiseTaps = 12, kNoisePad = 3;  // of the first convolution of the source
constexpr int kPostTaps = 7, kPostPad = 3;
constexpr float kSlope = 0.1f, kPostSlope = 0.01f;
constexpr int kRowsAtOnce = 256;   // of a pass over memory
constexpr int kKeptFrames = 1600;  // 20 s: longer clauses give their 15 MB a second back

Result<DenseLayer> LoadConv(const Kernels& kernels, const TensorFile& file,
                            const std::string& prefix, int taps, int in, int out) {
  const auto weight = file.Find(prefix + ".weight", {taps, in, out});
  if (!weight) return Fail(weight.error());
  const auto bias = file.Find(prefix + ".bias", {out});
  if (!bias) return Fail(bias.error());
  return DenseLayer(kernels, taps, in, out, weight->values, bias->values);
}

Result<std::vector<ResidualBlock>> LoadBlocks(const Kernels& kernels, const TensorFile& file,
                                              const std::string& prefix,
                                              std::initializer_list<int> channels) {
  std::vector<ResidualBlock> blocks;
  for (const int expected : channels) {
    const std::string name = prefix + "." + std::to_string(blocks.size());
    auto block = ResidualBlock::Load(kernels, file, name);
    if (!block) return Fail(block.error());
    if (block->channels() != expected) {
      return Fail(Error::Corrupt(name + " must have " + std::to_string(expected) + " channels"));
    }
    blocks.push_back(*std::move(block));
  }
  return blocks;
}

size_t Area(int rows, int channels) {
  return static_cast<size_t>(rows) * static_cast<size_t>(channels);
}

}  // namespace

Result<std::unique_ptr<Generator>> Generator::Make(const TensorFile& file,
                                                   const PartConfig& config) {
  const Kernels& kernels = KernelsFor(config.isa);
  constexpr int kSource = InverseStft::kValues;
  auto noise0 = LoadConv(kernels, file, "noise_convs.0", kNoiseTaps, kSource, kWide);
  if (!noise0) return Fail(noise0.error());
  auto noise1 = LoadConv(kernels, file, "noise_convs.1", 1, kSource, kNarrow);
  if (!noise1) return Fail(noise1.error());
  auto post = LoadConv(kernels, file, "conv_post", kPostTaps, kNarrow, InverseStft::kValues);
  if (!post) return Fail(post.error());
  auto up0 = UpsampleLayer::Load(kernels, file, "ups.0", kFeatures, kWide, kFirstStride);
  if (!up0) return Fail(up0.error());
  auto up1 = UpsampleLayer::Load(kernels, file, "ups.1", kWide, kNarrow, kSecondStride);
  if (!up1) return Fail(up1.error());
  auto noise_blocks = LoadBlocks(kernels, file, "noise_res", {kWide, kNarrow});
  if (!noise_blocks) return Fail(noise_blocks.error());
  auto blocks =
      LoadBlocks(kernels, file, "resblocks", {kWide, kWide, kWide, kNarrow, kNarrow, kNarrow});
  if (!blocks) return Fail(blocks.error());
  auto stft = InverseStft::Load(file);
  if (!stft) return Fail(stft.error());
  return std::unique_ptr<Generator>(new Generator(
      Layers{*std::move(noise0), *std::move(noise1), *std::move(post), *std::move(up0),
             *std::move(up1), *std::move(noise_blocks), *std::move(blocks), *stft},
      kernels, config.threads));
}

Generator::Generator(Layers layers, const Kernels& kernels, int threads)
    : layers_(std::move(layers)), kernels_(&kernels), workshop_(kernels, threads) {}

float* Generator::Transpose(std::span<const float> values, int channels, int rows, int pad,
                            FloatBuffer& out) {
  float* padded = out.Reserve(Area(rows + 2 * pad, channels));
  float* first = padded + Area(pad, channels);
  std::fill(padded, first, 0.0f);
  std::fill(first + Area(rows, channels), padded + Area(rows + 2 * pad, channels), 0.0f);
  for (int row = 0; row < rows; ++row) {
    for (int channel = 0; channel < channels; ++channel) {
      first[Area(row, channels) + static_cast<size_t>(channel)] =
          values[Area(channel, rows) + static_cast<size_t>(row)];
    }
  }
  return first;
}

Moments Generator::MomentsOf(const float* x, int rows, int channels) {
  const int blocks = (rows + kRowsAtOnce - 1) / kRowsAtOnce;
  ChannelSums& sums = workshop_.sums;
  sums.Reset(channels, blocks);
  workshop_.crew.Run(blocks, [&](int, int block) {
    const int begin = block * kRowsAtOnce;
    kernels_->sums(x + Area(begin, channels), std::min(kRowsAtOnce, rows - begin), channels,
                   sums.Sum(block), sums.Squares(block));
  });
  return workshop_.MomentsOf(x, rows, channels);
}

void Generator::SetRowWeights(std::span<const float> weights, int rows_per_frame) {
  workshop_.weights.clear();
  for (size_t frame = 0; frame < weights.size(); ++frame) {
    const int begin = static_cast<int>(frame) * rows_per_frame;
    if (weights[frame] != 1) {
      workshop_.weights.push_back({begin, begin + rows_per_frame, weights[frame] - 1});
    }
  }
}

void Generator::Leaky(std::initializer_list<const float*> inputs, float scale, float slope,
                      int rows, int channels, float* y) {
  workshop_.crew.Run((rows + kRowsAtOnce - 1) / kRowsAtOnce, [&](int, int block) {
    const int begin = block * kRowsAtOnce;
    const size_t at = Area(begin, channels);
    std::array<const float*, 3> moved{};
    std::ranges::transform(inputs, moved.begin(), [at](const float* input) { return input + at; });
    kernels_->leaky(moved.data(), static_cast<int>(inputs.size()), scale, slope,
                    Area(std::min(kRowsAtOnce, rows - begin), channels), y + at);
  });
}

void Generator::MeanOfBlocks(size_t first, const float* x, int rows, float slope, int pad,
                             float* y) {
  const int channels = layers_.blocks[first].channels();
  const size_t area = Area(rows, channels);
  const Moments moments = MomentsOf(x, rows, channels);
  float* sum = sum_.Reserve(area);
  float* next = noise_out_.Reserve(area);  // the noise has been added to x by now
  layers_.blocks[first].Run(x, rows, moments, sum, workshop_);
  layers_.blocks[first + 1].Run(x, rows, moments, next, workshop_);
  Leaky({sum, next}, 1.0f, 1.0f, rows, channels, sum);
  layers_.blocks[first + 2].Run(x, rows, moments, next, workshop_);
  std::fill(y - Area(pad, channels), y, 0.0f);
  Leaky({sum, next}, 1.0f / 3, slope, rows, channels, y);
  std::fill(y + area, y + area + Area(pad, channels), 0.0f);
}

Result<std::vector<float>> Generator::Run(const GeneratorInput& input,
                                          const CancellationToken& cancel) {
  const auto& [features, source, style, weights] = input;
  const int frames = static_cast<int>(features.size() / kFeatures);
  const int source_frames = static_cast<int>(SourceFrames(static_cast<size_t>(frames)));
  if (frames == 0 || features.size() != Area(frames, kFeatures) ||
      source.size() != Area(source_frames, InverseStft::kValues) || style.size() != kStyle ||
      (!weights.empty() && weights.size() != static_cast<size_t>(frames))) {
    return Fail(Error::InvalidArgument("features, source, style and weights do not fit"));
  }
  workshop_.cancel = cancel;
  for (auto* blocks : {&layers_.noise_blocks, &layers_.blocks}) {
    for (ResidualBlock& block : *blocks) block.SetStyle(style);
  }
  WorkCrew& crew = workshop_.crew;
  constexpr int kSource = InverseStft::kValues;

  // First upsampling: 10 rows a frame.
  SetRowWeights(weights, kFirstStride);
  const int rows0 = kFirstStride * frames;
  const float* padded = Transpose(source, kSource, source_frames, kNoisePad, source_);
  float* noise = noise_.Reserve(Area(rows0, kWide));
  layers_.noise_conv0.Run({.x = padded - Area(kNoisePad, kSource),
                           .x_stride = kSecondStride * kSource,
                           .count = rows0,
                           .y = noise,
                           .y_stride = kWide},
                          crew);
  float* noise_out = noise_out_.Reserve(Area(rows0, kWide));
  layers_.noise_blocks[0].Run(noise, rows0, MomentsOf(noise, rows0, kWide), noise_out, workshop_);
  float* frame = Transpose(features, kFeatures, frames, 1, features_);
  Leaky({frame}, 1.0f, kSlope, frames, kFeatures, frame);
  float* x = x_.Reserve(Area(rows0, kWide));
  layers_.up0.Run(frame, frames, x, noise_out, crew);
  float* next = next_.Reserve(Area(rows0 + 2, kWide)) + kWide;
  MeanOfBlocks(0, x, rows0, kSlope, 1, next);
  if (cancel.IsCancelled()) return Fail(Error::Cancelled());

  // Second upsampling: 60 rows a frame and one, which mirrors the row after the first.
  const int rows1 = source_frames;
  SetRowWeights(weights, kFirstStride * kSecondStride);
  noise = noise_.Reserve(Area(rows1, kNarrow));
  layers_.noise_conv1.Run(
      {.x = padded, .x_stride = kSource, .count = rows1, .y = noise, .y_stride = kNarrow}, crew);
  noise_out = noise_out_.Reserve(Area(rows1, kNarrow));
  layers_.noise_blocks[1].Run(noise, rows1, MomentsOf(noise, rows1, kNarrow), noise_out, workshop_);
  x = x_.Reserve(Area(rows1, kNarrow));
  layers_.up1.Run(next, rows0, x + kNarrow, nullptr, crew);
  std::copy_n(x + Area(2, kNarrow), kNarrow, x);
  Leaky({x, noise_out}, 1.0f, 1.0f, rows1, kNarrow, x);
  next = next_.Reserve(Area(rows1 + 2 * kPostPad, kNarrow)) + Area(kPostPad, kNarrow);
  MeanOfBlocks(3, x, rows1, kPostSlope, kPostPad, next);
  if (cancel.IsCancelled()) return Fail(Error::Cancelled());

  std::vector<float> spectrum(Area(rows1, kSource));
  layers_.post.Run({.x = next - Area(kPostPad, kNarrow),
                    .x_stride = kNarrow,
                    .count = rows1,
                    .y = spectrum.data(),
                    .y_stride = kSource},
                   crew);
  if (frames > kKeptFrames) {
    for (FloatBuffer* buffer :
         {&source_, &features_, &x_, &noise_, &noise_out_, &sum_, &next_, &workshop_.middle}) {
      *buffer = FloatBuffer();
    }
  }
  return layers_.stft.Run(spectrum);
}

}  // namespace vivavoce::vocoder
