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
  bool bf16 = false;  // compute in bfloat16 where the CPU has it; float32 otherwise
};

ov::Core& OpenVinoCore();

// Reads ONNX or OpenVINO IR. kNotFound / kCorrupt name the file.
Result<std::shared_ptr<ov::Model>> ReadGraph(const std::filesystem::path& path);

Result<ov::CompiledModel> CompileGraph(const std::shared_ptr<ov::Model>& graph,
                                       const InferenceConfig& config);

// True when the CPU multiplies bfloat16 natively (AMX or AVX512-BF16).
bool CpuHasBf16();

}  // namespace vivavoce::runtime
