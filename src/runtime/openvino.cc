#include "runtime/openvino.h"

#include <exception>
#include <string>

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
  try {
    return OpenVinoCore().compile_model(
        graph, "CPU", ov::inference_num_threads(config.threads), ov::num_streams(1),
        ov::hint::inference_precision(config.bf16 && CpuHasBf16() ? ov::element::bf16
                                                                  : ov::element::f32));
  } catch (const std::exception& e) {
    return Fail(Error::Internal(std::string("cannot compile model: ") + e.what()));
  }
}

bool CpuHasBf16() {
  static const bool has = [] {
    for (const std::string& capability :
         OpenVinoCore().get_property("CPU", ov::device::capabilities)) {
      if (capability == "BF16") return true;
    }
    return false;
  }();
  return has;
}

}  // namespace vivavoce::runtime
