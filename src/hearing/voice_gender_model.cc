#include "hearing/voice_gender_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <openvino/openvino.hpp>
#include <openvino/opsets/opset13.hpp>
#include <optional>
#include <string>
#include <vector>

#include "hearing/hdf5_file.h"
#include "runtime/openvino.h"

namespace vivavoce::hearing {
namespace {

namespace op = ov::opset13;
using Node = ov::Output<ov::Node>;

constexpr double kKerasEpsilon = 1e-3;
constexpr size_t kKernel = 3;

// Keeps the first error; after it nodes are made of zeros and the graph is thrown away.
class GenderGraphBuilder {
 public:
  explicit GenderGraphBuilder(const Hdf5File& file) : file_(file) {}

  Result<std::shared_ptr<ov::Model>> Build() {
    const auto patch = std::make_shared<op::Parameter>(
        ov::element::f32,
        ov::PartialShape{1, 1, VoiceGenderScorer::kFrames, VoiceGenderScorer::kMels});
    Node x = Convolution(patch, 1, 1, 64);
    x = Pool(Convolution(x, 2, 64, 64), {1, 2});
    x = Convolution(x, 3, 64, 128);
    x = Pool(Convolution(x, 4, 128, 128), {2, 2});
    x = Pool(Convolution(x, 5, 128, 256), {28, 1});
    x = std::make_shared<op::Reshape>(x, op::Constant::create(ov::element::i64, {2}, {1, 256}),
                                      false);
    for (int layer = 1; layer <= 4; ++layer) x = Dense(x, layer, layer == 1 ? 256 : 512, 512);
    x = Dense(x, 5, 512, 2);
    if (error_) return Fail(*error_);
    return std::make_shared<ov::Model>(ov::OutputVector{x}, ov::ParameterVector{patch},
                                       "voice-gender");
  }

 private:
  // Keras counts layers; those of the packaged file that are not the last of their kind were copied
  // once, which shows in their names.
  std::vector<float> Values(const std::string& layer, const char* what,
                            const std::vector<uint64_t>& dims) {
    const bool original = layer == "conv2d_5" || layer == "batch_normalization_9";
    auto values = file_.Floats(
        fmt::format("model_weights/{}/{}{}/{}:0", layer, layer, original ? "" : "_2", what), dims);
    if (values) return std::move(*values);
    if (!error_) error_ = values.error();
    size_t count = 1;
    for (const uint64_t dim : dims) count *= dim;
    return std::vector<float>(count, 1.0f);
  }

  struct Affine {
    std::vector<float> scale, shift;
  };
  // The bias and the batch normalisation behind it, as one scale and shift a channel.
  Affine Normalization(int number, const std::vector<float>& bias) {
    const std::string layer = fmt::format("batch_normalization_{}", number);
    const std::vector<uint64_t> dims = {bias.size()};
    const auto gamma = Values(layer, "gamma", dims), beta = Values(layer, "beta", dims);
    const auto mean = Values(layer, "moving_mean", dims);
    const auto variance = Values(layer, "moving_variance", dims);
    Affine affine{gamma, beta};
    for (size_t i = 0; i < bias.size(); ++i) {
      affine.scale[i] = static_cast<float>(gamma[i] / std::sqrt(variance[i] + kKerasEpsilon));
      affine.shift[i] = (bias[i] - mean[i]) * affine.scale[i] + beta[i];
    }
    return affine;
  }

  static Node Constant(const std::vector<float>& values, const ov::Shape& shape) {
    return op::Constant::create(ov::element::f32, shape, values);
  }

  // With its normalisation and rectifier.
  Node Convolution(const Node& x, int number, size_t in, size_t out) {
    const std::string layer = fmt::format("conv2d_{}", number);
    const auto kernel = Values(layer, "kernel", {kKernel, kKernel, in, out});
    const Affine affine = Normalization(number, Values(layer, "bias", {out}));
    std::vector<float> weights(kernel.size());
    for (size_t tap = 0; tap < kKernel * kKernel; ++tap) {
      for (size_t i = 0; i < in; ++i) {
        for (size_t o = 0; o < out; ++o) {
          weights[(o * in + i) * kKernel * kKernel + tap] =
              kernel[(tap * in + i) * out + o] * affine.scale[o];
        }
      }
    }
    const auto convolved = std::make_shared<op::Convolution>(
        x, Constant(weights, {out, in, kKernel, kKernel}), ov::Strides{1, 1},
        ov::CoordinateDiff{0, 0}, ov::CoordinateDiff{0, 0}, ov::Strides{1, 1});
    return std::make_shared<op::Relu>(
        std::make_shared<op::Add>(convolved, Constant(affine.shift, {1, out, 1, 1})));
  }

  static Node Pool(const Node& x, const ov::Shape& size) {
    return std::make_shared<op::MaxPool>(x, ov::Strides(size), ov::Strides{1, 1}, ov::Shape{0, 0},
                                         ov::Shape{0, 0}, size)
        ->output(0);
  }

  Node Dense(const Node& x, int number, size_t in, size_t out) {
    constexpr int kConvolutions = 5;
    const bool last = out == 2;
    const std::string layer = fmt::format("dense_{}", number);
    auto kernel = Values(layer, "kernel", {in, out});
    auto shift = Values(layer, "bias", {out});
    if (!last) {
      const Affine affine = Normalization(kConvolutions + number, shift);
      for (size_t i = 0; i < kernel.size(); ++i) kernel[i] *= affine.scale[i % out];
      shift = affine.shift;
    }
    const Node sum = std::make_shared<op::Add>(
        std::make_shared<op::MatMul>(x, Constant(kernel, {in, out})), Constant(shift, {1, out}));
    return last ? sum : Node(std::make_shared<op::Relu>(sum));
  }

  const Hdf5File& file_;
  std::optional<Error> error_;
};

class Scorer final : public VoiceGenderScorer {
 public:
  explicit Scorer(ov::InferRequest request) : request_(std::move(request)) {}

  Result<float> Score(std::span<const float> patch) override {
    if (patch.size() != kFrames * kMels) {
      return Fail(Error::InvalidArgument("must be 68 frames of 24 bands", "patch"));
    }
    double sum = 0, squares = 0;
    for (const float value : patch) sum += value;
    const double mean = sum / static_cast<double>(patch.size());
    for (const float value : patch) squares += (value - mean) * (value - mean);
    const double spread = std::sqrt(squares / static_cast<double>(patch.size()));
    if (!(spread > 0)) return 0.0f;
    try {
      ov::Tensor input = request_.get_input_tensor();
      std::ranges::transform(patch, input.data<float>(), [&](float value) {
        return static_cast<float>((value - mean) / spread);
      });
      request_.infer();
      const float* scores = request_.get_output_tensor().data<const float>();
      return scores[0] - scores[1];
    } catch (const std::exception& e) {
      return Fail(Error::Internal(std::string("voice gender model: ") + e.what()));
    }
  }

 private:
  ov::InferRequest request_;
};

class Model final : public VoiceGenderModel {
 public:
  explicit Model(ov::CompiledModel compiled) : compiled_(std::move(compiled)) {}

  Result<std::unique_ptr<VoiceGenderScorer>> NewScorer() const override {
    try {
      return std::make_unique<Scorer>(compiled_.create_infer_request());
    } catch (const std::exception& e) {
      return Fail(Error::Internal(std::string("voice gender model: ") + e.what()));
    }
  }

 private:
  // Requests of one compiled model are made from any thread; the method is not const.
  mutable ov::CompiledModel compiled_;
};

}  // namespace

Result<std::unique_ptr<const VoiceGenderModel>> LoadVoiceGenderModel(
    const runtime::ModelStore& models) {
  const auto path = models.File("voice-gender", "keras_male_female_cnn.hdf5");
  if (!path) return Fail(path.error());
  const auto file = Hdf5File::Read(*path);
  if (!file) return Fail(file.error());
  auto graph = GenderGraphBuilder(*file).Build();
  if (!graph) return Fail(graph.error());
  auto compiled = runtime::CompileGraph(*graph, {.threads = 1, .bf16 = runtime::CpuHasBf16()});
  if (!compiled) return Fail(compiled.error());
  return std::make_unique<const Model>(std::move(*compiled));
}

}  // namespace vivavoce::hearing
