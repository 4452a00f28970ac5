#include "vocoder/residual_block.h"

#include <utility>

namespace vivavoce::vocoder {
namespace {

constexpr int kRounds = 3;

}  // namespace

Moments Workshop::MomentsOf(const float* x, int rows, int channels) {
  double count = rows;
  const auto width = static_cast<size_t>(channels);
  for (const RowWeight& weight : weights) {
    weighted_.assign(2 * width, 0.0f);
    kernels->sums(x + static_cast<ptrdiff_t>(weight.begin) * channels, weight.end - weight.begin,
                  channels, weighted_.data(), weighted_.data() + width);
    for (size_t c = 0; c < width; ++c) {
      sums.Sum(0)[c] += weight.extra * weighted_[c];
      sums.Squares(0)[c] += weight.extra * weighted_[width + c];
    }
    count += double{weight.extra} * (weight.end - weight.begin);
  }
  return sums.OfRows(count);
}

Result<ResidualBlock> ResidualBlock::Load(const Kernels& kernels, const TensorFile& file,
                                          const std::string& prefix) {
  ResidualBlock block;
  for (int round = 0; round < kRounds; ++round) {
    for (const char* half : {"1", "2"}) {
      const std::string index = half + ("." + std::to_string(round));
      const auto conv = file.Find(prefix + ".convs" + index + ".weight", {-1, -1, -1});
      if (!conv) return Fail(conv.error());
      const int taps = static_cast<int>(conv->shape[0]);
      const int64_t channels = conv->shape[1];
      if (!ToomCook::ForTaps(taps) || conv->shape[2] != channels || channels % 32 != 0) {
        return Fail(
            Error::Corrupt(prefix + ".convs" + index + " has a shape this code has no kernel for"));
      }
      const auto bias = file.Find(prefix + ".convs" + index + ".bias", {channels});
      if (!bias) return Fail(bias.error());
      const auto fc = file.Find(prefix + ".adain" + index + ".fc.weight", {-1, 2 * channels});
      if (!fc) return Fail(fc.error());
      const auto fc_bias = file.Find(prefix + ".adain" + index + ".fc.bias", {2 * channels});
      if (!fc_bias) return Fail(fc_bias.error());
      const auto alpha = file.Find(prefix + ".alpha" + index, {channels});
      if (!alpha) return Fail(alpha.error());
      const int dilation = *half == '1' ? 2 * round + 1 : 1;
      block.steps_.push_back({StyleNorm(fc->values, fc_bias->values, alpha->values),
                              SnakeConv(kernels, taps, dilation, static_cast<int>(channels),
                                        conv->values, bias->values)});
    }
  }
  return block;
}

void ResidualBlock::SetStyle(std::span<const float> style) {
  for (Step& step : steps_) step.norm.SetStyle(style);
}

void ResidualBlock::Run(const float* x, int rows, const Moments& moments, float* y,
                        Workshop& workshop) {
  float* middle =
      workshop.middle.Reserve(static_cast<size_t>(rows) * static_cast<size_t>(channels()));
  Moments now = moments;
  const float* current = x;
  for (size_t i = 0; i < steps_.size(); ++i) {
    if (workshop.cancel.IsCancelled()) return;
    Step& step = steps_[i];
    const bool second = i % 2 == 1;
    step.conv.Run({.x = second ? middle : current,
                   .count = rows,
                   .norm = step.norm.For(now.mean, now.variance),
                   .residual = second ? current : nullptr,
                   .y = second ? y : middle},
                  workshop.sums, workshop.crew, workshop.scratch);
    if (second) current = y;
    if (i + 1 < steps_.size()) now = workshop.MomentsOf(second ? y : middle, rows, channels());
  }
}

}  // namespace vivavoce::vocoder
