#include "vocoder/tile_kernels.h"

#include <bit>
#include <cassert>

namespace vivavoce::vocoder {

Bfloat16 ToBfloat16(float value) {
  const auto bits = std::bit_cast<uint32_t>(value);
  return static_cast<Bfloat16>((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

void PackTileWeights(std::span<const float> weights, int taps, int inputs, int outputs,
                     Bfloat16* packed) {
  assert(inputs % kTileInputs == 0 && outputs % kTileOutputs == 0);
  assert(weights.size() ==
         static_cast<size_t>(taps) * static_cast<size_t>(inputs) * static_cast<size_t>(outputs));
  for (int out = 0; out < outputs; out += kTileOutputs) {
    for (int in = 0; in < inputs; in += kTileInputs) {
      for (int tap = 0; tap < taps; ++tap) {
        for (int i = 0; i < kTileInputs * kTileOutputs; ++i) {
          const int row = in + i / (2 * kTileOutputs) * 2 + i % 2;
          const int column = out + i / 2 % kTileOutputs;
          *packed++ =
              ToBfloat16(weights[static_cast<size_t>((tap * inputs + row) * outputs + column)]);
        }
      }
    }
  }
}

}  // namespace vivavoce::vocoder
