// Weights in ggml's order → panels, and a row of them → floats. Threads: pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "matmul/panels.h"

namespace vivavoce::matmul {

// A row of 256 weights as ggml writes it.
inline constexpr size_t kQ4KBytes = 144;
inline constexpr size_t kQ6KBytes = 210;
inline constexpr size_t kQ8Bytes = 8 * 34;

// Panels that hold so many rows: what the last one has beyond them is zero.
inline constexpr int PanelsOf(int rows) { return (rows + kPanelRows - 1) / kPanelRows; }

// `blocks` holds rows x inputs / 256 times what ggml writes for 256 weights, row by row; inputs is a multiple
// of 256. panels[PanelsOf(rows)][inputs / 256]. The spans' sizes must fit (checked by assertions).
void Pack(std::span<const uint8_t> blocks, int inputs, std::span<Q4Panel> panels);
void Pack(std::span<const uint8_t> blocks, int inputs, std::span<Q6Panel> panels);
void Pack(std::span<const uint8_t> blocks, int inputs, std::span<Q8Panel> panels);

// The weights of one row, as floats: out[inputs].
void UnpackRow(std::span<const Q8Panel> panels, int row, std::span<float> out);

}  // namespace vivavoce::matmul
