#include "vocoder/snake_conv.h"

#include <algorithm>

namespace vivavoce::vocoder {
namespace {

using Conv = std::variant<ToomCookConv, TileConv>;

Conv MakeConv(const Kernels& kernels, int taps, int dilation, int channels,
              std::span<const float> weights, std::span<const float> bias) {
  if (!kernels.tiles) return ToomCookConv(kernels, taps, dilation, channels, weights, bias);
  return TileConv(*kernels.tiles, taps, dilation, channels, weights, bias);
}

}  // namespace

SnakeConv::SnakeConv(const Kernels& kernels, int taps, int dilation, int channels,
                     std::span<const float> weights, std::span<const float> bias)
    : channels_(channels), conv_(MakeConv(kernels, taps, dilation, channels, weights, bias)) {}

void SnakeConv::Run(const ConvRows& rows, ChannelSums& sums, WorkCrew& crew,
                    std::span<ConvScratch> scratch) const {
  std::visit(
      [&](const auto& conv) {
        const int unit = conv.unit_rows();
        const int units = (rows.count + unit - 1) / unit;
        const int most = conv.UnitsAtOnce(), workers = crew.workers();
        int blocks = (units + most - 1) / most;
        blocks = std::min(units, (blocks + workers - 1) / workers * workers);
        sums.Reset(channels_, blocks);
        crew.Run(blocks, [&](int worker, int index) {
          const int begin = units * index / blocks, end = units * (index + 1) / blocks;
          conv.RunBlock(rows,
                        {.begin = begin * unit,
                         .units = end - begin,
                         .sum = sums.Sum(index),
                         .squares = sums.Squares(index)},
                        scratch[static_cast<size_t>(worker)]);
        });
      },
      conv_);
}

}  // namespace vivavoce::vocoder
