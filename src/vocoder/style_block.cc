#include "vocoder/style_block.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "vocoder/channel_sums.h"

namespace vivavoce::vocoder {
namespace {

constexpr int kBlockTaps = 3;
constexpr float kBlockSlope = 0.2f;
constexpr float kHalfPower = 1 / std::numbers::sqrt2_v<float>;
constexpr auto kAtOnce = static_cast<size_t>(kChannelStep);

// [rows][from] as [rows][to], zero beyond `from`.
std::vector<float> Widened(std::span<const float> values, size_t from, size_t to) {
  std::vector<float> wide(values.size() / from * to);
  for (size_t row = 0; row * from < values.size(); ++row) {
    std::ranges::copy(values.subspan(row * from, from),
                      wide.begin() + static_cast<ptrdiff_t>(row * to));
  }
  return wide;
}

void ScaleAll(std::vector<float>& values, float factor) {
  for (float& value : values) value *= factor;
}

// [taps][in][out], inputs made up to `width` rows of zeros.
std::vector<float> WithInputs(const TensorView& weight, size_t in, size_t width, size_t out) {
  return Widened(weight.values, in * out, width * out);
}

Result<StyleNorm> LoadNorm(const TensorFile& file, const std::string& name, int style,
                           size_t channels, size_t width) {
  const auto count = static_cast<int64_t>(2 * channels);
  const auto weight = file.Find(name + ".weight", {style, count});
  if (!weight) return Fail(weight.error());
  const auto bias = file.Find(name + ".bias", {count});
  if (!bias) return Fail(bias.error());
  return StyleNorm(Widened(weight->values, channels, width), Widened(bias->values, channels, width),
                   {});
}

struct Range {
  size_t begin, end;
};

// Of channels [begin, end) of x, [rows][channels]. Taken from the first row: F0 in Hz is far from 0
// and may hardly move.
void FindMoments(const float* x, size_t rows, size_t channels, Range range, Moments& moments) {
  float* sum = moments.mean.data();
  float* squares = moments.variance.data();
  const float* first = x;
  for (size_t row = 1; row < rows; ++row) {
    x += channels;
    for (size_t c = range.begin; c < range.end; ++c) {
      const float moved = x[c] - first[c];
      sum[c] += moved;
      squares[c] += moved * moved;
    }
  }
  const float share = 1.0f / static_cast<float>(rows);
  for (size_t c = range.begin; c < range.end; ++c) {
    const float mean = sum[c] * share;
    squares[c] = std::max(0.0f, squares[c] * share - mean * mean);
    sum[c] = first[c] + mean;
  }
}

// y = leaky(norm(x)), both [rows][channels].
void Activate(const Kernels& kernels, const float* x, size_t rows, size_t channels, StyleNorm& norm,
              float* y, WorkCrew& crew) {
  // Channels, not rows, are shared out: then nothing has to be added up.
  const size_t parts = std::min(static_cast<size_t>(crew.workers()), channels / kAtOnce);
  const auto range = [&](int part) {
    const size_t groups = channels / kAtOnce, at = static_cast<size_t>(part);
    return Range{groups * at / parts * kAtOnce, groups * (at + 1) / parts * kAtOnce};
  };
  Moments moments{std::vector<float>(channels), std::vector<float>(channels)};
  crew.Run(static_cast<int>(parts),
           [&](int, int part) { FindMoments(x, rows, channels, range(part), moments); });
  const NormSnake affine = norm.For(moments.mean, moments.variance);
  crew.Run(static_cast<int>(parts), [&](int, int part) {
    const Range mine = range(part);
    for (size_t row = 0; row < rows; ++row) {
      const float* from = x + row * channels;
      float* to = y + row * channels;
      for (size_t c = mine.begin; c < mine.end; ++c)
        to[c] = affine.gain[c] * from[c] + affine.offset[c];
      const float* normed = to + mine.begin;
      kernels.leaky(&normed, 1, 1.0f, kBlockSlope, mine.end - mine.begin, to + mine.begin);
    }
  });
}

// Room for rows with a row of zeros before and behind; returns the first.
float* ReservePadded(FloatBuffer& buffer, size_t rows, size_t channels) {
  float* padded = buffer.Reserve((rows + 2) * channels);
  std::fill_n(padded, channels, 0.0f);
  std::fill_n(padded + (rows + 1) * channels, channels, 0.0f);
  return padded + channels;
}

}  // namespace

StyleBlock::StyleBlock(const Kernels& kernels, DenseLayer conv1, DenseLayer conv2,
                       DenseLayer shortcut, StyleNorm norm1, StyleNorm norm2,
                       std::optional<Pool> pool, int width, int out)
    : kernels_(&kernels),
      conv1_(std::move(conv1)),
      conv2_(std::move(conv2)),
      shortcut_(std::move(shortcut)),
      norm1_(std::move(norm1)),
      norm2_(std::move(norm2)),
      pool_(std::move(pool)),
      width_(width),
      out_(out) {}

Result<StyleBlock> StyleBlock::Load(const Kernels& kernels, const TensorFile& file,
                                    const std::string& prefix, const StyleBlockShape& shape) {
  const auto& [in, out, style, upsamples] = shape;
  const int width = Width(in);
  const auto channels = static_cast<size_t>(in), wide = static_cast<size_t>(width);
  const auto outputs = static_cast<size_t>(out);
  const auto weight1 = file.Find(prefix + ".conv1.weight", {kBlockTaps, in, out});
  if (!weight1) return Fail(weight1.error());
  const auto bias1 = file.Find(prefix + ".conv1.bias", {out});
  if (!bias1) return Fail(bias1.error());
  const auto weight2 = file.Find(prefix + ".conv2.weight", {kBlockTaps, out, out});
  if (!weight2) return Fail(weight2.error());
  const auto bias2 = file.Find(prefix + ".conv2.bias", {out});
  if (!bias2) return Fail(bias2.error());
  const auto shortcut = file.Find(prefix + ".conv1x1.weight", {1, in, out});
  if (!shortcut) return Fail(shortcut.error());
  auto norm1 = LoadNorm(file, prefix + ".norm1.fc", style, channels, wide);
  if (!norm1) return Fail(norm1.error());
  auto norm2 = LoadNorm(file, prefix + ".norm2.fc", style, outputs, outputs);
  if (!norm2) return Fail(norm2.error());
  std::optional<Pool> pool;
  if (upsamples) {
    const auto taps = file.Find(prefix + ".pool.weight", {kBlockTaps, in, 1});
    if (!taps) return Fail(taps.error());
    const auto bias = file.Find(prefix + ".pool.bias", {in});
    if (!bias) return Fail(bias.error());
    pool = Pool{Widened(taps->values, channels, wide), Widened(bias->values, channels, wide)};
  }
  std::vector<float> half2(weight2->values.begin(), weight2->values.end());
  std::vector<float> half_bias2(bias2->values.begin(), bias2->values.end());
  std::vector<float> half_shortcut = WithInputs(*shortcut, channels, wide, outputs);
  for (auto* values : {&half2, &half_bias2, &half_shortcut}) ScaleAll(*values, kHalfPower);
  return StyleBlock(kernels,
                    DenseLayer(kernels, kBlockTaps, width, out,
                               WithInputs(*weight1, channels, wide, outputs), bias1->values),
                    DenseLayer(kernels, kBlockTaps, out, out, half2, half_bias2),
                    DenseLayer(kernels, 1, width, out, half_shortcut, std::vector<float>(outputs)),
                    *std::move(norm1), *std::move(norm2), std::move(pool), width, out);
}

void StyleBlock::SetStyle(std::span<const float> style) {
  norm1_.SetStyle(style);
  norm2_.SetStyle(style);
}

void StyleBlock::Run(const float* x, int rows, float* y, ptrdiff_t y_stride, WorkCrew& crew) {
  const auto count = static_cast<size_t>(rows), width = static_cast<size_t>(width_);
  const auto out = static_cast<size_t>(out_);
  float* active = ReservePadded(active_, count, width);
  Activate(*kernels_, x, count, width, norm1_, active, crew);
  const int y_rows = rows_per_row() * rows;
  const auto y_count = static_cast<size_t>(y_rows);
  if (pool_) {  // y[2 t] = w[1] x[t] + b, y[2 t + 1] = w[2] x[t] + w[0] x[t + 1] + b
    float* to = ReservePadded(pooled_, y_count, width);
    const float* before = pool_->weights.data();
    const float *at = before + width, *behind = at + width;
    for (size_t row = 0; row < count; ++row) {
      const float *now = active + row * width, *next = now + width;
      for (size_t c = 0; c < width; ++c) {
        *to++ = at[c] * now[c] + pool_->bias[c];
      }
      for (size_t c = 0; c < width; ++c) {
        *to++ = behind[c] * now[c] + before[c] * next[c] + pool_->bias[c];
      }
    }
    active = pooled_.data() + width;
  }
  float* middle = middle_.Reserve(y_count * out);
  conv1_.Run(
      {.x = active - width, .x_stride = width_, .count = y_rows, .y = middle, .y_stride = out_},
      crew);
  // The shortcut goes where the sum will be; repeated from the end, where no row is needed any
  // more.
  shortcut_.Run({.x = x, .x_stride = width_, .count = rows, .y = y, .y_stride = y_stride}, crew);
  for (ptrdiff_t row = rows - 1; pool_ && row >= 0; --row) {
    std::copy_n(y + row * y_stride, out, y + (2 * row + 1) * y_stride);
    if (row > 0) std::copy_n(y + row * y_stride, out, y + 2 * row * y_stride);
  }
  active = ReservePadded(active_, y_count, out);
  Activate(*kernels_, middle, y_count, out, norm2_, active, crew);
  conv2_.Run({.x = active - out,
              .x_stride = out_,
              .count = y_rows,
              .y = y,
              .y_stride = y_stride,
              .residual = y},
             crew);
}

}  // namespace vivavoce::vocoder
