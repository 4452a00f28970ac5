#include "speaking/kokoro_snake.h"

#include <algorithm>
#include <array>
#include <numbers>
#include <utility>

#include "speaking/onnx_rewriter.h"

namespace vivavoce::speaking {
namespace {

// sin(pi r)^2 = z (c0 + c1 z + ... + c4 z^4) with z = r^2, |r| <= 1/2: least squares at Chebyshev
// points, largest error 4.6e-7.
constexpr std::array<float, 5> kSineSquared = {9.86952174f, -32.46503547f, 42.64227089f,
                                               -29.42107968f, 10.573119f};

bool IsSquare(const OnnxGraph& graph, const OnnxNode& node) {
  if (node.op != "Pow" || node.inputs.size() != 2) return false;
  const OnnxTensor* exponent = graph.Constant(node.inputs[1]);
  if (!exponent) return false;
  const auto values = TensorValues(*exponent);
  return values && values->size() == 1 && values->front() == 2.0f;
}

// The nodes that compute `output` from x and the constant rate = a / pi.
std::vector<OnnxNode> Polynomial(OnnxRewriter& rewrite, const std::string& x,
                                 const std::string& rate, const std::string& output) {
  std::vector<OnnxNode> nodes;
  const auto emit = [&](const char* op, std::string name, std::vector<std::string> inputs) {
    nodes.push_back({name, op, "", std::move(inputs), {name}, {}});
    return name;
  };
  const auto turns = emit("Mul", output + "/turns", {x, rate});
  const auto whole = emit("Round", output + "/whole", {turns});
  const auto rest = emit("Sub", output + "/rest", {turns, whole});
  const auto z = emit("Mul", output + "/z", {rest, rest});
  std::string sum;
  for (size_t i = kSineSquared.size(); i-- > 0;) {
    const std::string suffix = std::to_string(i);
    const auto c =
        rewrite.AddConstant("sine_squared." + suffix, {}, std::span(&kSineSquared[i], 1));
    const auto term = sum.empty() ? c : emit("Add", output + "/sum" + suffix, {sum, c});
    sum = emit("Mul", i == 0 ? output : output + "/product" + suffix, {term, z});
  }
  return nodes;
}

}  // namespace

Result<int> ReplaceSquaredSines(OnnxGraph& graph) {
  OnnxRewriter rewrite(graph);
  int replaced = 0;
  for (const OnnxNode& square : graph.nodes) {
    if (!IsSquare(graph, square) || square.outputs.size() != 1) continue;
    const OnnxNode* sine = rewrite.index().Producer(square.inputs[0]);
    if (!sine || sine->op != "Sin" || sine->inputs.size() != 1) continue;
    const OnnxNode* scaled = rewrite.index().Producer(sine->inputs[0]);
    if (!scaled || scaled->op != "Mul" || scaled->inputs.size() != 2) continue;
    const bool first = graph.Constant(scaled->inputs[0]) != nullptr;
    const OnnxTensor* alpha = graph.Constant(scaled->inputs[first ? 0 : 1]);
    if (!alpha) continue;
    auto rate = TensorValues(*alpha);
    if (!rate) return Fail(rate.error());
    std::ranges::transform(*rate, rate->begin(),
                           [](float a) { return a * std::numbers::inv_pi_v<float>; });
    const auto name = rewrite.AddConstant(alpha->name + "/pi", alpha->dims, *rate);
    rewrite.Replace(square,
                    Polynomial(rewrite, scaled->inputs[first ? 1 : 0], name, square.outputs[0]));
    ++replaced;
  }
  rewrite.Apply();
  return replaced;
}

}  // namespace vivavoce::speaking
