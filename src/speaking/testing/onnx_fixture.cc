#include "speaking/testing/onnx_fixture.h"

#include <algorithm>
#include <utility>

#include "runtime/openvino.h"
#include "speaking/onnx_wire.h"

namespace vivavoce::speaking {

OnnxGraph EmptyGraph() {
  OnnxGraph graph;
  graph.ir_version = 9;
  std::string opset;
  PutBytes(opset, 1, "");
  PutInteger(opset, 2, 20);
  graph.file = std::make_shared<const std::string>(std::move(opset));
  graph.opsets.push_back(*graph.file);
  return graph;
}

OnnxNode Node(std::string op, std::vector<std::string> inputs, std::vector<std::string> outputs) {
  OnnxNode node;
  node.name = outputs.front() + "." + op;
  node.op = std::move(op);
  node.inputs = std::move(inputs);
  node.outputs = std::move(outputs);
  return node;
}

OnnxTensor Floats(std::string name, std::vector<int64_t> dims, std::vector<float> values) {
  return MakeFloatTensor(std::move(name), std::move(dims), values);
}

OnnxTensor Bytes(std::string name, std::vector<int64_t> dims, std::vector<uint8_t> values) {
  auto proto = std::make_shared<std::string>();
  for (const int64_t dim : dims) PutInteger(*proto, 1, static_cast<uint64_t>(dim));
  PutInteger(*proto, 2, static_cast<uint64_t>(OnnxType::kUint8));
  PutBytes(*proto, 8, name);
  PutBytes(*proto, 9, {reinterpret_cast<const char*>(values.data()), values.size()});
  return *ParseOnnxTensor(*proto, proto);
}

std::vector<float> RunGraph(const OnnxGraph& graph, const std::vector<float>& input) {
  try {
    auto model = runtime::OpenVinoCore().read_model(SerializeOnnx(graph), ov::Tensor());
    auto compiled = runtime::OpenVinoCore().compile_model(
        model, "CPU", ov::hint::inference_precision(ov::element::f32));
    auto request = compiled.create_infer_request();
    const auto& dims = graph.inputs.front().dims;
    ov::Tensor tensor(ov::element::f32, ov::Shape(dims.begin(), dims.end()));
    std::ranges::copy(input, tensor.data<float>());
    request.set_input_tensor(tensor);
    request.infer();
    const ov::Tensor output = request.get_output_tensor();
    return {output.data<float>(), output.data<float>() + output.get_size()};
  } catch (const std::exception&) {
    return {};
  }
}

}  // namespace vivavoce::speaking
