#include "hearing/smart_turn.h"

#include <algorithm>
#include <exception>

#include "hearing/sample_checks.h"
#include "hearing/smart_turn_features.h"
#include "runtime/openvino.h"

namespace vivavoce::hearing {
namespace {

class SmartTurn final : public EndOfTurnDetector {
 public:
  SmartTurn(SmartTurnFeatures features, ov::InferRequest request)
      : features_(std::move(features)), request_(std::move(request)) {}

  Result<float> Score(std::span<const float> samples) override {
    if (samples.empty()) return Fail(Error::InvalidArgument("must not be empty", "samples"));
    if (Status ok = CheckFinite(samples, "samples"); !ok) return Fail(ok.error());
    auto features = features_.Compute(samples);
    if (!features) return Fail(features.error());
    try {
      request_.set_input_tensor(
          ov::Tensor(ov::element::f32, {1, SmartTurnFeatures::kMels, SmartTurnFeatures::kFrames},
                     features->data()));
      request_.infer();
      return std::clamp(request_.get_output_tensor().data<const float>()[0], 0.0f, 1.0f);
    } catch (const std::exception& e) {
      return Fail(Error::Internal(std::string("end-of-turn model: ") + e.what()));
    }
  }

 private:
  SmartTurnFeatures features_;
  ov::InferRequest request_;
};

}  // namespace

Result<std::unique_ptr<EndOfTurnDetector>> CreateSmartTurn(const runtime::ModelStore& models,
                                                           const SmartTurnConfig& config) {
  if (config.threads < 1) {
    return Fail(Error::InvalidArgument("must be at least 1", "smart_turn.threads"));
  }
  const auto path = models.File("smart-turn", "smart-turn-v3.2-cpu.onnx");
  if (!path) return Fail(path.error());
  const auto graph = runtime::ReadGraph(*path);
  if (!graph) return Fail(graph.error());
  try {
    // A fixed batch lets the compiler choose its kernels once.
    (*graph)->reshape(ov::PartialShape{1, SmartTurnFeatures::kMels, SmartTurnFeatures::kFrames});
  } catch (const std::exception& e) {
    return Fail(Error::Corrupt(path->string() + ": not the smart-turn model: " + e.what()));
  }
  auto compiled = runtime::CompileGraph(*graph, {.threads = config.threads});
  if (!compiled) return Fail(compiled.error());
  auto features = SmartTurnFeatures::Create();
  if (!features) return Fail(features.error());
  return std::make_unique<SmartTurn>(std::move(*features), compiled->create_infer_request());
}

}  // namespace vivavoce::hearing
