#include "matmul/product.h"

#include <algorithm>
#include <array>

namespace vivavoce::matmul {
namespace {

// 48 tokens of 8960 activations are 560 kB: with a panel they stay in a second-level cache.
constexpr int kTilesAtOnce = 4;

auto MultiplyOf(const Kernels& kernels, const Q4Panel*) { return kernels.multiply_q4; }
auto MultiplyOf(const Kernels& kernels, const Q6Panel*) { return kernels.multiply_q6; }
auto MultiplyOf(const Kernels& kernels, const Q8Panel*) { return kernels.multiply_q8; }

}  // namespace

Tiling::Tiling(int all_tokens) : count((all_tokens + kMaxTile - 1) / kMaxTile), tokens(all_tokens) {}

int Tiling::Begin(int tile) const {
  // The first `longer` tiles have a token more than the others.
  const int each = tokens / count, longer = tokens % count;
  return tile * each + std::min(tile, longer);
}

int Tiling::Of(int token) const {
  const int each = tokens / count, longer = tokens % count;
  const int in_longer = longer * (each + 1);
  return token < in_longer ? token / (each + 1) : longer + (token - in_longer) / each;
}

size_t ActivationBlocks(int tokens, int inputs) {
  return static_cast<size_t>(tokens) * static_cast<size_t>(inputs / kBlockInputs);
}

size_t ActivationIndex(const Tiling& tiling, int token, int block, int inputs) {
  const int tile = tiling.Of(token);
  const int begin = tiling.Begin(tile), size = tiling.Begin(tile + 1) - begin;
  return ActivationBlocks(begin, inputs) + static_cast<size_t>(block) * static_cast<size_t>(size) +
         static_cast<size_t>(token - begin);
}

template <typename Panel>
void Multiply(const Kernels& kernels, std::span<const Panel> panels, int inputs, const Tiling& tiling,
              std::span<const ActivationBlock> activations, int first_panel, int last_panel,
              float* out, int rows) {
  const int blocks = inputs / kBlockInputs;
  const auto multiply = MultiplyOf(kernels, panels.data());
  for (int first = 0; first < tiling.count; first += kTilesAtOnce) {
    const int last = std::min(first + kTilesAtOnce, tiling.count);
    for (int p = first_panel; p < last_panel; ++p) {
      const Panel* panel = panels.data() + static_cast<size_t>(p) * static_cast<size_t>(blocks);
      for (int tile = first; tile < last; ++tile) {
        const int begin = tiling.Begin(tile), tokens = tiling.Begin(tile + 1) - begin;
        const ActivationBlock* x = activations.data() + ActivationBlocks(begin, inputs);
        float* of_tile = out + static_cast<ptrdiff_t>(begin) * rows + p * kPanelRows;
        const int own_rows = std::min(kPanelRows, rows - p * kPanelRows);
        if (own_rows == kPanelRows) {
          multiply(panel, blocks, x, tokens, of_tile, rows);
          continue;
        }
        std::array<float, kMaxTile * kPanelRows> whole;
        multiply(panel, blocks, x, tokens, whole.data(), kPanelRows);
        for (int t = 0; t < tokens; ++t) {
          std::copy_n(whole.data() + t * kPanelRows, own_rows,
                      of_tile + static_cast<ptrdiff_t>(t) * rows);
        }
      }
    }
  }
}

template void Multiply<Q4Panel>(const Kernels&, std::span<const Q4Panel>, int, const Tiling&,
                                std::span<const ActivationBlock>, int, int, float*, int);
template void Multiply<Q6Panel>(const Kernels&, std::span<const Q6Panel>, int, const Tiling&,
                                std::span<const ActivationBlock>, int, int, float*, int);
template void Multiply<Q8Panel>(const Kernels&, std::span<const Q8Panel>, int, const Tiling&,
                                std::span<const ActivationBlock>, int, int, float*, int);

}  // namespace vivavoce::matmul
