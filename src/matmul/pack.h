// Weights in ggml's order → panels. Threads: pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "matmul/panels.h"

namespace vivavoce::matmul {

// A row of 256 weights as ggml writes it.
inline constexpr size_t kQ4KBytes = 144;
inline constexpr size_t kQ6KBytes = 210;

// `rows` holds rows x inputs / 256 blocks of ggml, row by row; rows is a multiple of 16, inputs of 256.
// panels[rows / 16][inputs / 256]. The spans' sizes must fit (checked by assertions).
void Pack(std::span<const uint8_t> blocks, int inputs, std::span<Q4Panel> panels);
void Pack(std::span<const uint8_t> blocks, int inputs, std::span<Q6Panel> panels);

}  // namespace vivavoce::matmul
