#include "hearing/speaker_encoder.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

#include "hearing/lstm.h"
#include "hearing/torch_file.h"

namespace vivavoce::hearing {
namespace {

constexpr int64_t kUnits = 256;
constexpr int kLayers = 3;

class Ge2eEncoder final : public SpeakerEncoder {
 public:
  Ge2eEncoder(Lstm lstm, std::vector<float> weights, std::vector<float> bias)
      : lstm_(std::move(lstm)), weights_(std::move(weights)), bias_(std::move(bias)) {}

  std::vector<float> Begin() const override { return lstm_.Begin(); }

  void Hear(std::span<const float> mels, std::vector<float>& state) const override {
    lstm_.Step(mels, state);
  }

  VoicePrint Print(std::span<const float> state) const override {
    const auto output = lstm_.Output(state);
    VoicePrint print;
    double squares = 0;
    for (size_t i = 0; i < print.size(); ++i) {
      float sum = bias_[i];
      const float* row = weights_.data() + i * output.size();
      for (size_t j = 0; j < output.size(); ++j) sum += row[j] * output[j];
      print[i] = std::max(sum, 0.0f);
      squares += print[i] * print[i];
    }
    const auto length = static_cast<float>(std::sqrt(squares));
    if (length > 0) {
      for (float& value : print) value /= length;
    }
    return print;
  }

 private:
  Lstm lstm_;
  std::vector<float> weights_;  // [print][units]
  std::vector<float> bias_;
};

}  // namespace

Result<std::unique_ptr<const SpeakerEncoder>> LoadSpeakerEncoder(
    const runtime::ModelStore& models) {
  const auto path = models.File("speaker-encoder", "pretrained.pt");
  if (!path) return Fail(path.error());
  const auto file = TorchFile::Read(*path);
  if (!file) return Fail(file.error());
  std::optional<Error> error;
  const auto read = [&](const std::string& name, const std::vector<int64_t>& dims) {
    auto values = file->Floats("model_state/" + name, dims);
    if (values) return std::move(*values);
    if (!error) error = values.error();
    return std::vector<float>();
  };
  std::vector<LstmLayerWeights> layers;
  for (int i = 0; i < kLayers; ++i) {
    const int64_t inputs = i == 0 ? static_cast<int64_t>(SpeakerEncoder::kMels) : kUnits;
    LstmLayerWeights layer;
    layer.input = read(fmt::format("lstm.weight_ih_l{}", i), {4 * kUnits, inputs});
    layer.recurrent = read(fmt::format("lstm.weight_hh_l{}", i), {4 * kUnits, kUnits});
    layer.bias = read(fmt::format("lstm.bias_ih_l{}", i), {4 * kUnits});
    const auto second = read(fmt::format("lstm.bias_hh_l{}", i), {4 * kUnits});
    if (error) return Fail(*error);
    std::ranges::transform(layer.bias, second, layer.bias.begin(), std::plus<float>());
    layers.push_back(std::move(layer));
  }
  auto weights = read("linear.weight", {kUnits, kUnits});
  auto bias = read("linear.bias", {kUnits});
  if (error) return Fail(*error);
  return std::make_unique<const Ge2eEncoder>(Lstm(SpeakerEncoder::kMels, kUnits, layers),
                                             std::move(weights), std::move(bias));
}

}  // namespace vivavoce::hearing
