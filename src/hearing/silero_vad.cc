#include "hearing/silero_vad.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <exception>

#include "hearing/renewing_vad.h"
#include "hearing/sample_checks.h"
#include "runtime/openvino.h"

namespace vivavoce::hearing {
namespace {

constexpr size_t kContextSamples = 64;
constexpr size_t kInputSamples = kContextSamples + kVadWindowSamples;
constexpr size_t kStateSize = 2 * 128;

class SileroDetector final : public VoiceActivityDetector {
 public:
  explicit SileroDetector(ov::InferRequest request) : request_(std::move(request)) {
    request_.set_tensor("input", ov::Tensor(ov::element::f32, {1, kInputSamples}, input_.data()));
    request_.set_tensor("state", ov::Tensor(ov::element::f32, {2, 1, 128}, state_.data()));
  }

  Result<float> Push(std::span<const float> window) override {
    if (window.size() != kVadWindowSamples) {
      return Fail(Error::InvalidArgument(
          fmt::format("{} samples, must be {}", window.size(), kVadWindowSamples), "window"));
    }
    if (Status ok = CheckFinite(window, "window"); !ok) return Fail(ok.error());
    std::ranges::copy(window, input_.begin() + kContextSamples);
    try {
      request_.infer();
      const ov::Tensor next = request_.get_tensor("stateN");
      std::copy_n(next.data<const float>(), kStateSize, state_.begin());
      std::copy_n(input_.end() - kContextSamples, kContextSamples, input_.begin());
      return std::clamp(request_.get_tensor("output").data<const float>()[0], 0.0f, 1.0f);
    } catch (const std::exception& e) {
      return Fail(Error::Internal(std::string("voice activity model: ") + e.what()));
    }
  }

  void Reset() override {
    input_.fill(0);
    state_.fill(0);
  }

 private:
  std::array<float, kInputSamples> input_{};  // shared with request_: the object cannot move
  std::array<float, kStateSize> state_{};
  ov::InferRequest request_;
};

}  // namespace

Result<SileroVad> SileroVad::Create(const runtime::ModelStore& models) {
  const auto path = models.File("silero-vad", "silero_vad_openvino_16k.onnx");
  if (!path) return Fail(path.error());
  const auto graph = runtime::ReadGraph(*path);
  if (!graph) return Fail(graph.error());
  try {
    if ((*graph)->input("input").get_shape() != ov::Shape{1, kInputSamples} ||
        (*graph)->input("state").get_shape() != ov::Shape{2, 1, 128}) {
      return Fail(Error::Corrupt(path->string() + ": inputs have the wrong shape"));
    }
    (*graph)->output("output");
    (*graph)->output("stateN");
  } catch (const std::exception& e) {
    return Fail(Error::Corrupt(path->string() + ": not the Silero model: " + e.what()));
  }
  auto compiled = runtime::CompileGraph(*graph, {.threads = 1});
  if (!compiled) return Fail(compiled.error());
  return SileroVad(std::move(*compiled));
}

std::unique_ptr<VoiceActivityDetector> SileroVad::NewDetector() const {
  return std::make_unique<RenewingVad>(
      std::make_unique<SileroDetector>(ov::CompiledModel(model_).create_infer_request()));
}

}  // namespace vivavoce::hearing
