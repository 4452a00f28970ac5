#include "runtime/openvino.h"

#include <exception>
#include <string>

#include "base/amx.h"
#include "runtime/machine_facts.h"

namespace vivavoce::runtime {
ov::Core& OpenVinoCore() {
  static ov::Core core;
  return core;
}

Result<std::shared_ptr<ov::Model>> ReadGraph(const std::filesystem::path& path) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) {
    return Fail(Error::NotFound("model file not found: " + path.string()));
  }
  try {
    return OpenVinoCore().read_model(path.string());
  } catch (const std::exception& e) {
    return Fail(Error::Corrupt("cannot read model " + path.string() + ": " + e.what()));
  }
}

Result<ov::CompiledModel> CompileGraph(const std::shared_ptr<ov::Model>& graph,
                                       const InferenceConfig& config) {
  ov::AnyMap properties{
      ov::inference_num_threads(config.threads), ov::num_streams(1),
      ov::hint::inference_precision(config.bf16 && CpuHasBf16() ? ov::element::bf16
                                                                : ov::element::f32)};
  // Without those instructions OpenVINO's 8-bit kernels add pairs of products in 16 bits, which
  // saturate: smart-turn's scores move by 0.3, and nothing is faster than float32.
  if (!CpuHasVnni()) properties["LP_TRANSFORMS_MODE"] = "NO";
  properties.insert(ov::hint::dynamic_quantization_group_size(
      CpuHasVnni() ? static_cast<uint64_t>(config.eight_bit_group) : 0));
  try {
    return OpenVinoCore().compile_model(graph, "CPU", properties);
  } catch (const std::exception& e) {
    return Fail(Error::Internal(std::string("cannot compile model: ") + e.what()));
  }
}

bool CpuHasBf16() { return CpuHasAmxBf16(); }

bool CpuHasVnni() {
  static const bool has = [] {
    const MachineFacts facts = CollectMachineFacts();
    return facts.Has("avx512_vnni") || facts.Has("avx_vnni");
  }();
  return has;
}

}  // namespace vivavoce::runtime
