// Source of the formats: block_q4_K, block_q6_K and block_q8_0 of ggml (ggml-common.h), and the functions
// dequantize_row_q4_K, _q6_K and _q8_0 that define their meaning.
#include "matmul/pack.h"

#include <ggml.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cstring>

namespace vivavoce::matmul {
namespace {

uint32_t Load4(const uint8_t* from) {
  uint32_t value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

void Store4(uint8_t* to, uint32_t value) { std::memcpy(to, &value, sizeof value); }

// d, dmin (half floats), 12 bytes with 8 scales and 8 mins of 6 bits, 128 bytes of weights: 4 times 32
// bytes whose low halves are 32 inputs and whose high halves are the next 32.
void PackRow(const uint8_t* block, int row, Q4Panel& panel) {
  std::memcpy(&panel.d[row], block, 2);
  std::memcpy(&panel.dmin[row], block + 2, 2);
  const uint8_t* packed = block + 4;
  for (int s = 0; s < 8; ++s) {
    uint8_t scale = 0, min = 0;
    if (s < 4) {
      scale = packed[s] & 63;
      min = packed[s + 4] & 63;
    } else {
      scale = static_cast<uint8_t>((packed[s + 4] & 15) | ((packed[s - 4] >> 6) << 4));
      min = static_cast<uint8_t>((packed[s + 4] >> 4) | ((packed[s] >> 6) << 4));
    }
    panel.scale[s][row] = scale;
    panel.min[s / 2][row][s % 2] = min;
  }
  const uint8_t* q = block + 16;
  for (int pair = 0; pair < 4; ++pair, q += 32) {
    for (int v = 0; v < 4; ++v) {
      const uint32_t first = Load4(q + 8 * v), second = Load4(q + 8 * v + 4);
      constexpr uint32_t kLow = 0x0f0f0f0f;
      Store4(panel.q[8 * pair + v][row], (first & kLow) | ((second & kLow) << 4));
      Store4(panel.q[8 * pair + 4 + v][row], ((first >> 4) & kLow) | (second & ~kLow));
    }
  }
}

// 128 bytes with the lower 4 bits, 64 with the upper 2, 16 scales, d. Two halves of 128 inputs each.
std::array<uint8_t, kBlockInputs> UnpackQ6(const uint8_t* block) {
  std::array<uint8_t, kBlockInputs> q;
  for (int half = 0; half < 2; ++half) {
    const uint8_t* low = block + 64 * half;
    const uint8_t* high = block + 128 + 32 * half;
    uint8_t* out = q.data() + 128 * half;
    for (int i = 0; i < 32; ++i) {
      out[i] = static_cast<uint8_t>((low[i] & 15) | ((high[i] & 3) << 4));
      out[i + 32] = static_cast<uint8_t>((low[i + 32] & 15) | (((high[i] >> 2) & 3) << 4));
      out[i + 64] = static_cast<uint8_t>((low[i] >> 4) | (((high[i] >> 4) & 3) << 4));
      out[i + 96] = static_cast<uint8_t>((low[i + 32] >> 4) | ((high[i] >> 6) << 4));
    }
  }
  return q;
}

void PackRow(const uint8_t* block, int row, Q6Panel& panel) {
  const std::array<uint8_t, kBlockInputs> q = UnpackQ6(block);
  for (int s = 0; s < 16; ++s) {
    std::memcpy(&panel.scale[s / 2][row][s % 2], block + 192 + s, 1);
    uint32_t high = 0;
    for (int i = 0; i < 4; ++i) {
      high |= ((Load4(q.data() + 16 * s + 4 * i) >> 4) & 0x03030303U) << (2 * i);
    }
    Store4(panel.high[s][row], high);
  }
  for (int v = 0; v < kBlockInputs / 8; ++v) {
    constexpr uint32_t kLow = 0x0f0f0f0f;
    Store4(panel.low[v][row],
           (Load4(q.data() + 8 * v) & kLow) | ((Load4(q.data() + 8 * v + 4) & kLow) << 4));
  }
  std::memcpy(&panel.d[row], block + 208, 2);
}

// 8 times: d, 32 bytes of weights.
void PackRow(const uint8_t* block, int row, Q8Panel& panel) {
  for (int s = 0; s < 8; ++s, block += 34) {
    std::memcpy(&panel.d[s][row], block, 2);
    for (int v = 0; v < 8; ++v) std::memcpy(panel.q[8 * s + v][row], block + 2 + 4 * v, 4);
  }
}

template <typename Panel>
void PackBlocks(std::span<const uint8_t> blocks, size_t block_bytes, int inputs,
                std::span<Panel> panels) {
  const size_t across = static_cast<size_t>(inputs / kBlockInputs);
  assert(inputs % kBlockInputs == 0 && panels.size() % across == 0);
  const size_t rows = blocks.size() / (across * block_bytes);
  assert(blocks.size() == rows * across * block_bytes);
  assert(panels.size() == across * static_cast<size_t>(PanelsOf(static_cast<int>(rows))));
  for (size_t i = 0; i < panels.size(); ++i) {
    const size_t first_row = i / across * kPanelRows;
    if (first_row + kPanelRows > rows) panels[i] = {};
    for (size_t row = 0; row < std::min<size_t>(kPanelRows, rows - first_row); ++row) {
      const size_t block = (first_row + row) * across + i % across;
      PackRow(blocks.data() + block * block_bytes, static_cast<int>(row), panels[i]);
    }
  }
}

}  // namespace

void Pack(std::span<const uint8_t> blocks, int inputs, std::span<Q4Panel> panels) {
  PackBlocks(blocks, kQ4KBytes, inputs, panels);
}

void Pack(std::span<const uint8_t> blocks, int inputs, std::span<Q6Panel> panels) {
  PackBlocks(blocks, kQ6KBytes, inputs, panels);
}

void Pack(std::span<const uint8_t> blocks, int inputs, std::span<Q8Panel> panels) {
  PackBlocks(blocks, kQ8Bytes, inputs, panels);
}

void UnpackRow(std::span<const Q8Panel> panels, int row, std::span<float> out) {
  const size_t across = out.size() / kBlockInputs;
  const auto lane = static_cast<size_t>(row % kPanelRows);
  const std::span<const Q8Panel> own =
      panels.subspan(static_cast<size_t>(row / kPanelRows) * across, across);
  for (size_t i = 0; i < out.size(); ++i) {
    const size_t input = i % kBlockInputs;
    const Q8Panel& panel = own[i / kBlockInputs];
    out[i] = ggml_fp16_to_fp32(panel.d[input / 32][lane]) * panel.q[input / 4][lane][input % 4];
  }
}

}  // namespace vivavoce::matmul
