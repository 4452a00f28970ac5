#include "hearing/whisper_encoder_graph.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <openvino/opsets/opset13.hpp>
#include <optional>
#include <span>
#include <string>

namespace vivavoce::hearing {
namespace {

namespace op = ov::opset13;
using Node = ov::Output<ov::Node>;

constexpr double kNormEpsilon = 1e-5;

// Keeps the first error; after it nodes are made of zeros and the graph is thrown away.
class Builder {
 public:
  Builder(const Ct2Model& weights, const WhisperShape& shape, int eight_bit_group)
      : weights_(weights), shape_(shape), group_(static_cast<size_t>(eight_bit_group)) {}

  Result<std::shared_ptr<ov::Model>> Build() {
    const auto mel = std::make_shared<op::Parameter>(
        ov::element::f32, ov::PartialShape{1, shape_.mels, ov::Dimension::dynamic()});
    mel->output(0).set_names({"mel"});
    Node x = Convolution(mel, "encoder/conv1", shape_.mels, 1);
    x = Convolution(x, "encoder/conv2", shape_.width, 2);
    x = Transposed(x, {0, 2, 1});
    x = std::make_shared<op::Add>(x, Positions(x));
    for (int64_t i = 0; i < shape_.encoder_layers; ++i) x = Layer(x, i);
    x = Norm(x, "encoder/layer_norm");
    const auto result = std::make_shared<op::Result>(x);
    result->output(0).set_names({"states"});
    if (error_) return Fail(*error_);
    return std::make_shared<ov::Model>(ov::ResultVector{result}, ov::ParameterVector{mel},
                                       "whisper-encoder");
  }

 private:
  std::vector<float> Values(const std::string& name, const std::vector<int64_t>& dims) {
    Result<std::vector<float>> values = weights_.Floats(name, dims);
    if (values) return std::move(*values);
    if (!error_) error_ = values.error();
    size_t count = 1;
    for (const int64_t dim : dims) count *= static_cast<size_t>(dim);
    return std::vector<float>(count);
  }

  static Node Constant(const std::vector<float>& values, const ov::Shape& shape) {
    return op::Constant::create(ov::element::f32, shape, values);
  }
  static Node Numbers(const std::vector<int64_t>& values) {
    return op::Constant::create(ov::element::i64, {values.size()}, values);
  }
  static Node Transposed(const Node& x, const std::vector<int64_t>& order) {
    return std::make_shared<op::Transpose>(x, Numbers(order));
  }
  static Node Gelu(const Node& x) {
    return std::make_shared<op::Gelu>(x, ov::op::GeluApproximationMode::ERF);
  }
  size_t width() const { return static_cast<size_t>(shape_.width); }

  Node Convolution(const Node& x, const std::string& name, int64_t channels, size_t stride) {
    const Node weight = Constant(Values(name + "/weight", {shape_.width, channels, 3}),
                                 {width(), static_cast<size_t>(channels), 3});
    const Node bias = Constant(Values(name + "/bias", {shape_.width}), {1, width(), 1});
    const auto convolved =
        std::make_shared<op::Convolution>(x, weight, ov::Strides{stride}, ov::CoordinateDiff{1},
                                          ov::CoordinateDiff{1}, ov::Strides{1});
    return Gelu(std::make_shared<op::Add>(convolved, bias));
  }

  // The first T rows of the table.
  Node Positions(const Node& x) {
    const Node table = Constant(
        Values("encoder/position_encodings/encodings", {shape_.audio_context, shape_.width}),
        {1, static_cast<size_t>(shape_.audio_context), width()});
    const Node length =
        std::make_shared<op::Gather>(std::make_shared<op::ShapeOf>(x), Numbers({1}),
                                     op::Constant::create(ov::element::i64, {}, {0}));
    return std::make_shared<op::Slice>(table, Numbers({0}), length, Numbers({1}), Numbers({1}));
  }

  Node Norm(const Node& x, const std::string& name) {
    const Node normal = std::make_shared<op::MVN>(x, Numbers({-1}), true, kNormEpsilon,
                                                  ov::op::MVNEpsMode::INSIDE_SQRT);
    const Node gamma = Constant(Values(name + "/gamma", {shape_.width}), {1, 1, width()});
    const Node beta = Constant(Values(name + "/beta", {shape_.width}), {1, 1, width()});
    return std::make_shared<op::Add>(std::make_shared<op::Multiply>(normal, gamma), beta);
  }

  // w = scale q, one scale for a group of inputs of one output, in the shape that OpenVINO takes for
  // weights to be multiplied in 8 bits.
  Node EightBit(const std::vector<float>& weight, size_t out) const {
    const size_t in = weight.size() / out, groups = in / group_;
    std::vector<int8_t> q(weight.size());
    std::vector<float> scales(out * groups);
    for (size_t g = 0; g < scales.size(); ++g) {
      const auto values = std::span(weight).subspan(g * group_, group_);
      float largest = 0;
      for (const float value : values) largest = std::max(largest, std::abs(value));
      scales[g] = largest / 127;
      if (largest == 0) continue;
      std::ranges::transform(values, q.begin() + static_cast<ptrdiff_t>(g * group_), [&](float value) {
        return static_cast<int8_t>(std::lround(value / scales[g]));
      });
    }
    const auto packed = std::make_shared<op::Convert>(
        op::Constant::create(ov::element::i8, {out, groups, group_}, q), ov::element::f32);
    const auto scaled = std::make_shared<op::Multiply>(packed, Constant(scales, {out, groups, 1}));
    return std::make_shared<op::Reshape>(
        scaled, Numbers({static_cast<int64_t>(out), static_cast<int64_t>(in)}), false);
  }

  Node Linear(const Node& x, const std::vector<float>& weight,
              const std::vector<float>& bias) const {
    const size_t out = bias.size();
    const Node matrix =
        group_ == 0 ? Constant(weight, {out, weight.size() / out}) : EightBit(weight, out);
    const auto product = std::make_shared<op::MatMul>(x, matrix, false, true);
    return std::make_shared<op::Add>(product, Constant(bias, {1, 1, out}));
  }
  Node Linear(const Node& x, const std::string& name, int64_t out, int64_t in) {
    return Linear(x, Values(name + "/weight", {out, in}), Values(name + "/bias", {out}));
  }

  Node Heads(const Node& x) {
    const int64_t head = shape_.width / shape_.heads;
    const Node split = std::make_shared<op::Reshape>(x, Numbers({0, 0, shape_.heads, head}), true);
    return Transposed(split, {0, 2, 1, 3});
  }

  Node Attention(const Node& x, const std::string& name) {
    const int64_t w = shape_.width;
    const auto weight = Values(name + "/linear_0/weight", {3 * w, w});
    const auto bias = Values(name + "/linear_0/bias", {3 * w});
    const auto part = [&](int index, float scale) {
      const auto rows = static_cast<ptrdiff_t>(index) * w;
      std::vector<float> part_weight(weight.begin() + rows * w, weight.begin() + (rows + w) * w);
      std::vector<float> part_bias(bias.begin() + rows, bias.begin() + rows + w);
      for (float& value : part_weight) value *= scale;
      for (float& value : part_bias) value *= scale;
      return Heads(Linear(x, part_weight, part_bias));
    };
    // The 1 / sqrt(head width) of the scores goes into the query's weights (exact: a power of two).
    const float scale = 1.0f / std::sqrt(static_cast<float>(w / shape_.heads));
    const Node query = part(0, scale), key = part(1, 1.0f), value = part(2, 1.0f);
    const auto scores = std::make_shared<op::MatMul>(query, key, false, true);
    const auto mixed =
        std::make_shared<op::MatMul>(std::make_shared<op::Softmax>(scores, -1), value);
    const Node joined =
        std::make_shared<op::Reshape>(Transposed(mixed, {0, 2, 1, 3}), Numbers({0, 0, w}), true);
    return Linear(joined, name + "/linear_1", w, w);
  }

  Node Layer(const Node& x, int64_t index) {
    const int64_t w = shape_.width;
    const std::string name = fmt::format("encoder/layer_{}", index);
    const Node attended = std::make_shared<op::Add>(
        x, Attention(Norm(x, name + "/self_attention/layer_norm"), name + "/self_attention"));
    Node y = Norm(attended, name + "/ffn/layer_norm");
    y = Gelu(Linear(y, name + "/ffn/linear_0", 4 * w, w));
    y = Linear(y, name + "/ffn/linear_1", w, 4 * w);
    return std::make_shared<op::Add>(attended, y);
  }

  const Ct2Model& weights_;
  const WhisperShape& shape_;
  const size_t group_;
  std::optional<Error> error_;
};

}  // namespace

Result<std::shared_ptr<ov::Model>> BuildWhisperEncoder(const Ct2Model& weights,
                                                       const WhisperShape& shape,
                                                       int eight_bit_group) {
  if (eight_bit_group < 0 || (eight_bit_group > 0 && shape.width % eight_bit_group != 0)) {
    return Fail(Error::InvalidArgument(fmt::format("must divide the width {}", shape.width),
                                       "eight_bit_group"));
  }
  try {
    return Builder(weights, shape, eight_bit_group).Build();
  } catch (const std::exception& e) {
    return Fail(Error::Internal(std::string("cannot build the Whisper encoder: ") + e.what()));
  }
}

}  // namespace vivavoce::hearing
