#include "speaking/kokoro_dequantise.h"

#include <string>
#include <utility>

#include "speaking/onnx_rewriter.h"

namespace vivavoce::speaking {
namespace {

Error Unexpected(const OnnxNode& node) {
  return Error::Corrupt("the model's quantised node " + node.name + " (" + node.op +
                        ") is not built as expected");
}

std::string Input(const OnnxNode& node, size_t i) {
  return i < node.inputs.size() ? node.inputs[i] : std::string();
}

// The input of a two-input node that is not `known`.
std::string Other(const OnnxNode& node, const std::string& known) {
  if (node.inputs.size() != 2) return {};
  return node.inputs[0] == known ? node.inputs[1] : node.inputs[0];
}

// Swaps the last two dimensions.
std::vector<float> Transposed(std::span<const float> values, size_t rows, size_t columns) {
  std::vector<float> result(values.size());
  for (size_t base = 0; base < values.size(); base += rows * columns) {
    for (size_t r = 0; r < rows; ++r) {
      for (size_t c = 0; c < columns; ++c) {
        result[base + c * rows + r] = values[base + r * columns + c];
      }
    }
  }
  return result;
}

class Dequantiser {
 public:
  explicit Dequantiser(OnnxGraph& graph) : rewrite_(graph) {}

  Status Visit(const OnnxNode& node) {
    if (node.op == "ConvInteger") return Convolution(node);
    if (node.op == "MatMulInteger") return IntegerMatMul(node);
    if (node.op == "DynamicQuantizeMatMul") {
      return FloatMatMul(node, Input(node, 0), {Input(node, 1), Input(node, 3), Input(node, 2)},
                         Input(node, 4));
    }
    if (node.op == "MatMulIntegerToFloat") return MatMulToFloat(node);
    if (node.op == "DynamicQuantizeLSTM") return Lstm(node);
    if (node.op == "DequantizeLinear") return Table(node);
    return {};
  }

  void Apply() { rewrite_.Apply(); }

 private:
  struct Quantised {
    std::string values, zero_point, scale;
  };

  const OnnxTensor* Constant(const std::string& name) const {
    return rewrite_.graph().Constant(name);
  }

  Result<std::vector<float>> Floats(const Quantised& names, size_t axis) {
    const OnnxTensor* values = Constant(names.values);
    const OnnxTensor* scale = Constant(names.scale);
    const OnnxTensor* zero = Constant(names.zero_point);
    if (!values || !scale || (!zero && !names.zero_point.empty())) {
      return Fail(Error::Corrupt("the model lacks weights of " + names.values));
    }
    auto decoded = TensorValues(*values);
    auto scales = TensorValues(*scale);
    auto zeros = zero ? TensorValues(*zero) : std::vector<float>();
    if (!decoded) return decoded;
    if (!scales) return scales;
    if (!zeros) return zeros;
    return Dequantised(*std::move(decoded), values->dims, *zeros, *scales, axis);
  }

  // The name of the float weight; made on first use.
  Result<std::string> FloatWeight(const Quantised& names, size_t axis) {
    const std::string name = names.values + "*" + names.scale;
    if (Constant(name)) return name;
    auto floats = Floats(names, axis);
    if (!floats) return Fail(floats.error());
    return rewrite_.AddConstant(name, Constant(names.values)->dims, *floats);
  }

  Status FloatMatMul(const OnnxNode& replaced, const std::string& x, const Quantised& weight,
                     const std::string& bias) {
    const OnnxTensor* values = Constant(weight.values);
    if (!values || values->dims.empty()) return Fail(Unexpected(replaced));
    auto name = FloatWeight(weight, values->dims.size() - 1);
    if (!name) return Fail(name.error());
    const std::string& output = replaced.outputs.at(0);
    if (bias.empty()) {
      rewrite_.Replace(replaced, {{replaced.name, "MatMul", "", {x, *name}, {output}, {}}});
    } else {
      const std::string product = output + "/product";
      rewrite_.Replace(replaced,
                       {{replaced.name, "MatMul", "", {x, *name}, {product}, {}},
                        {replaced.name + "/bias", "Add", "", {product, bias}, {output}, {}}});
    }
    return {};
  }

  // x -> DynamicQuantizeLinear -> q: the name of x, or nothing.
  std::string BeforeQuantisation(const std::string& q) const {
    const OnnxNode* node = rewrite_.index().Producer(q);
    return node && node->op == "DynamicQuantizeLinear" ? Input(*node, 0) : std::string();
  }

  // integer result -> Cast -> Mul(scale of x * scale of the weight): the Mul, and the weight's
  // scale.
  struct Scaling {
    const OnnxNode* end = nullptr;
    std::string scale;
  };
  Scaling After(const std::string& integers) const {
    const OnnxIndex& index = rewrite_.index();
    const OnnxNode* cast = index.OnlyConsumer(integers);
    if (!cast || cast->op != "Cast" || cast->outputs.empty()) return {};
    const OnnxNode* end = index.OnlyConsumer(cast->outputs[0]);
    if (!end || end->op != "Mul" || end->outputs.empty()) return {};
    const OnnxNode* scales = index.Producer(Other(*end, cast->outputs[0]));
    if (!scales || scales->op != "Mul") return {};
    for (const std::string& input : scales->inputs) {
      if (Constant(input)) return {end, input};
    }
    return {};
  }

  Status IntegerMatMul(const OnnxNode& node) {
    if (node.outputs.empty()) return Fail(Unexpected(node));
    const std::string x = BeforeQuantisation(Input(node, 0));
    const Scaling scaling = After(node.outputs[0]);
    if (x.empty() || !scaling.end) return Fail(Unexpected(node));
    return FloatMatMul(*scaling.end, x, {Input(node, 1), Input(node, 3), scaling.scale}, "");
  }

  Status MatMulToFloat(const OnnxNode& node) {
    const std::string x = BeforeQuantisation(Input(node, 0));
    if (x.empty()) return Fail(Unexpected(node));
    return FloatMatMul(node, x, {Input(node, 1), Input(node, 5), Input(node, 3)}, Input(node, 6));
  }

  // The bias is added to the integers as Floor(bias / scales); its float original is still there.
  const OnnxTensor* OriginalBias(const std::string& integers) const {
    const OnnxNode* node = rewrite_.index().Producer(integers);
    while (node && (node->op == "Reshape" || node->op == "Cast" || node->op == "Floor")) {
      node = rewrite_.index().Producer(Input(*node, 0));
    }
    return node && node->op == "Div" ? Constant(Input(*node, 0)) : nullptr;
  }

  Status Convolution(const OnnxNode& node) {
    if (node.outputs.empty()) return Fail(Unexpected(node));
    const std::string x = BeforeQuantisation(Input(node, 0));
    std::string integers = node.outputs[0];
    std::string bias;
    const OnnxNode* next = rewrite_.index().OnlyConsumer(integers);
    if (next && next->op == "Add" && !next->outputs.empty()) {
      const OnnxTensor* original = OriginalBias(Other(*next, integers));
      if (!original) return Fail(Unexpected(*next));
      bias = original->name;
      integers = next->outputs[0];
    }
    const Scaling scaling = After(integers);
    if (x.empty() || !scaling.end) return Fail(Unexpected(node));
    auto weight = FloatWeight({Input(node, 1), Input(node, 3), scaling.scale}, 0);
    if (!weight) return Fail(weight.error());
    OnnxNode conv{node.name, "Conv", "", {x, *weight}, scaling.end->outputs, node.attributes};
    if (!bias.empty()) conv.inputs.push_back(bias);
    rewrite_.Replace(*scaling.end, {std::move(conv)});
    return {};
  }

  // Weights are [directions, inputs, 4 * hidden]; the float operator wants the last two swapped.
  Result<std::string> LstmWeight(const OnnxNode& node, const Quantised& names) {
    const std::string name = names.values + "*" + names.scale;
    if (Constant(name)) return name;
    const OnnxTensor* values = Constant(names.values);
    if (!values || values->dims.size() != 3) return Fail(Unexpected(node));
    auto floats = Floats(names, 0);
    if (!floats) return Fail(floats.error());
    const int64_t inputs = values->dims[1], gates = values->dims[2];
    return rewrite_.AddConstant(
        name, {values->dims[0], gates, inputs},
        Transposed(*floats, static_cast<size_t>(inputs), static_cast<size_t>(gates)));
  }

  Status Lstm(const OnnxNode& node) {
    auto w = LstmWeight(node, {Input(node, 1), Input(node, 9), Input(node, 8)});
    if (!w) return Fail(w.error());
    auto r = LstmWeight(node, {Input(node, 2), Input(node, 11), Input(node, 10)});
    if (!r) return Fail(r.error());
    OnnxNode lstm{node.name, "LSTM", "", {Input(node, 0), *w, *r}, node.outputs, node.attributes};
    for (size_t i = 3; i < 8; ++i) lstm.inputs.push_back(Input(node, i));
    while (lstm.inputs.back().empty()) lstm.inputs.pop_back();
    rewrite_.Replace(node, {std::move(lstm)});
    return {};
  }

  Status Table(const OnnxNode& node) {
    const OnnxNode* gather = rewrite_.index().Producer(Input(node, 0));
    if (!gather || gather->op != "Gather" || gather->inputs.size() != 2) return {};
    if (!Constant(gather->inputs[0])) return {};
    auto table = FloatWeight({gather->inputs[0], Input(node, 2), Input(node, 1)}, 0);
    if (!table) return Fail(table.error());
    rewrite_.Replace(
        node,
        {{node.name, "Gather", "", {*table, gather->inputs[1]}, node.outputs, gather->attributes}});
    return {};
  }

  OnnxRewriter rewrite_;
};

}  // namespace

Result<std::vector<float>> Dequantised(std::vector<float> values, std::span<const int64_t> dims,
                                       std::span<const float> zero_point,
                                       std::span<const float> scale, size_t axis) {
  size_t size = 1, inner = 1;
  if (!dims.empty()) {
    if (axis >= dims.size()) return Fail(Error::Corrupt("quantisation axis outside the weight"));
    size = static_cast<size_t>(dims[axis]);
    for (size_t i = axis + 1; i < dims.size(); ++i) inner *= static_cast<size_t>(dims[i]);
  }
  const auto fits = [&](std::span<const float> p) { return p.size() == 1 || p.size() == size; };
  if (!fits(scale) || (!zero_point.empty() && !fits(zero_point))) {
    return Fail(Error::Corrupt("scale or zero point does not fit its weight"));
  }
  for (size_t i = 0; i < values.size(); ++i) {
    const size_t channel = i / inner % size;
    const float zero = zero_point.empty()       ? 0.0f
                       : zero_point.size() == 1 ? zero_point[0]
                                                : zero_point[channel];
    values[i] = (values[i] - zero) * (scale.size() == 1 ? scale[0] : scale[channel]);
  }
  return values;
}

Status DequantiseGraph(OnnxGraph& graph, const std::function<void(double)>& progress) {
  Dequantiser dequantiser(graph);
  size_t done = 0;
  for (const OnnxNode& node : graph.nodes) {
    if (auto visited = dequantiser.Visit(node); !visited) return visited;
    if (progress && ++done % 256 == 0) {
      progress(static_cast<double>(done) / static_cast<double>(graph.nodes.size()));
    }
  }
  dequantiser.Apply();
  if (progress) progress(1.0);
  return {};
}

}  // namespace vivavoce::speaking
