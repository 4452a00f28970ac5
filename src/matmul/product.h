// One matrix product of many tokens, cut into pieces that threads may compute side by side. Threads:
// the functions touch nothing but their arguments; pieces do not overlap.
#pragma once

#include <cstddef>
#include <span>

#include "matmul/kernels.h"
#include "matmul/panels.h"

namespace vivavoce::matmul {

// How `tokens` are cut into tiles of at most kMaxTile, as even as can be.
struct Tiling {
  explicit Tiling(int tokens);

  int count = 0;
  int tokens = 0;

  int Begin(int tile) const;  // its first token; Begin(count) == tokens
  int Of(int token) const;    // the tile of a token
};

// Blocks of 256 activations of all tokens, tile by tile as the kernels read them.
size_t ActivationBlocks(int tokens, int inputs);

// Where block `block` of `token` lies among them.
size_t ActivationIndex(const Tiling& tiling, int token, int block, int inputs);

// By `kernels`: the rows of panels first_panel to last_panel - 1 of out[token * rows + row], for all tokens.
// panels: of the whole matrix, [PanelsOf(rows)][inputs / 256].
template <typename Panel>
void Multiply(const Kernels& kernels, std::span<const Panel> panels, int inputs, const Tiling& tiling,
              std::span<const ActivationBlock> activations, int first_panel, int last_panel,
              float* out, int rows);

extern template void Multiply<Q4Panel>(const Kernels&, std::span<const Q4Panel>, int, const Tiling&,
                                       std::span<const ActivationBlock>, int, int, float*, int);
extern template void Multiply<Q6Panel>(const Kernels&, std::span<const Q6Panel>, int, const Tiling&,
                                       std::span<const ActivationBlock>, int, int, float*, int);
extern template void Multiply<Q8Panel>(const Kernels&, std::span<const Q8Panel>, int, const Tiling&,
                                       std::span<const ActivationBlock>, int, int, float*, int);

}  // namespace vivavoce::matmul
