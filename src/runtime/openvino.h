// One OpenVINO core for the process and the two ways we compile a graph.
// Threads: from any thread except those of llama.cpp (AMX tile state, docs/architecture.md).
// A CompiledModel may be shared; an InferRequest belongs to one thread at a time.
#pragma once

#include <filesystem>
#include <memory>
#include <openvino/openvino.hpp>

#include "base/error.h"

namespace vivavoce::runtime {

struct InferenceConfig {
  int threads = 1;    // busy threads while one request runs
  bool bf16 = false;  // compute in bfloat16 where that is faster (CpuHasBf16); float32 otherwise
  // Inputs of matrix products with 8-bit weights are rounded to 8 bits, in groups of so many that share a
  // scale; 0: not. Only where CpuHasVnni(): elsewhere OpenVINO 2026.4 computes nonsense (seen with AVX2).
  int eight_bit_group = 0;
};

ov::Core& OpenVinoCore();

// Reads ONNX or OpenVINO IR. kNotFound / kCorrupt name the file.
Result<std::shared_ptr<ov::Model>> ReadGraph(const std::filesystem::path& path);

Result<ov::CompiledModel> CompileGraph(const std::shared_ptr<ov::Model>& graph,
                                       const InferenceConfig& config);

// True when the CPU multiplies bfloat16 faster than float32: with AMX. AVX512-BF16 alone is no such case:
// on a Sapphire Rapids without AMX whisper's encoder takes 1.6 times as long with it as in float32, and the voice's
// first clause 1.15 times.
bool CpuHasBf16();

// True when the CPU sums four products of 8 bits at once, in 32 bits (AVX512-VNNI or AVX-VNNI).
bool CpuHasVnni();

}  // namespace vivavoce::runtime
