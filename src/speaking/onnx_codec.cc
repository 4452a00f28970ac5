// ModelProto to OnnxGraph and back. Field numbers: onnx/onnx.proto, IR version 9.
#include <fstream>
#include <iterator>

#include "speaking/onnx_graph.h"
#include "speaking/onnx_wire.h"

namespace vivavoce::speaking {
namespace {

constexpr uint32_t kModelIrVersion = 1, kModelGraph = 7, kModelOpset = 8;
constexpr uint32_t kGraphNode = 1, kGraphName = 2, kGraphInitializer = 5, kGraphInput = 11,
                   kGraphOutput = 12;
constexpr uint32_t kNodeInput = 1, kNodeOutput = 2, kNodeName = 3, kNodeOp = 4, kNodeAttribute = 5,
                   kNodeDomain = 7;
constexpr uint32_t kValueName = 1, kValueType = 2, kTypeTensor = 1, kTensorElement = 1,
                   kTensorShape = 2, kShapeDim = 1, kDimValue = 1, kDimParam = 2;

Error Malformed(const char* what) {
  return Error::Corrupt(std::string("not a well-formed ONNX model: ") + what);
}

Result<OnnxNode> ParseNode(std::string_view bytes) {
  OnnxNode node;
  WireReader reader(bytes);
  while (const auto field = reader.Next()) {
    if (field->type != WireType::kBytes) continue;
    switch (field->number) {
      case kNodeInput:
        node.inputs.emplace_back(field->bytes);
        break;
      case kNodeOutput:
        node.outputs.emplace_back(field->bytes);
        break;
      case kNodeName:
        node.name = field->bytes;
        break;
      case kNodeOp:
        node.op = field->bytes;
        break;
      case kNodeAttribute:
        node.attributes.push_back(field->bytes);
        break;
      case kNodeDomain:
        node.domain = field->bytes;
        break;
    }
  }
  if (!reader.ok() || node.op.empty()) return Fail(Malformed("node"));
  return node;
}

// Names only: types and shapes of the whole model's ends are not needed, cuts bring their own.
Result<OnnxValue> ParseValue(std::string_view bytes) {
  OnnxValue value;
  WireReader reader(bytes);
  while (const auto field = reader.Next()) {
    if (field->Is(kValueName, WireType::kBytes)) value.name = field->bytes;
  }
  if (!reader.ok() || value.name.empty()) return Fail(Malformed("graph input or output"));
  return value;
}

Status ParseGraph(std::string_view bytes, OnnxGraph& graph) {
  WireReader reader(bytes);
  while (const auto field = reader.Next()) {
    if (field->type != WireType::kBytes) continue;
    if (field->number == kGraphNode) {
      auto node = ParseNode(field->bytes);
      if (!node) return Fail(node.error());
      graph.nodes.push_back(*std::move(node));
    } else if (field->number == kGraphInitializer) {
      auto tensor = ParseOnnxTensor(field->bytes, graph.file);
      if (!tensor) return Fail(tensor.error());
      graph.Add(*std::move(tensor));
    } else if (field->number == kGraphInput || field->number == kGraphOutput) {
      auto value = ParseValue(field->bytes);
      if (!value) return Fail(value.error());
      (field->number == kGraphInput ? graph.inputs : graph.outputs).push_back(*std::move(value));
    }
  }
  if (!reader.ok()) return Fail(Malformed("graph"));
  return {};
}

std::string EncodeValue(const OnnxValue& value) {
  std::string shape;
  for (size_t i = 0; i < value.dims.size(); ++i) {
    std::string dim;
    if (value.dims[i] < 0) {
      PutBytes(dim, kDimParam, value.name + "#" + std::to_string(i));
    } else {
      PutInteger(dim, kDimValue, static_cast<uint64_t>(value.dims[i]));
    }
    PutBytes(shape, kShapeDim, dim);
  }
  std::string tensor, type, encoded;
  PutInteger(tensor, kTensorElement, static_cast<uint64_t>(value.type));
  PutBytes(tensor, kTensorShape, shape);
  PutBytes(type, kTypeTensor, tensor);
  PutBytes(encoded, kValueName, value.name);
  PutBytes(encoded, kValueType, type);
  return encoded;
}

std::string EncodeNode(const OnnxNode& node) {
  std::string encoded;
  for (const auto& input : node.inputs) PutBytes(encoded, kNodeInput, input);
  for (const auto& output : node.outputs) PutBytes(encoded, kNodeOutput, output);
  PutBytes(encoded, kNodeName, node.name);
  PutBytes(encoded, kNodeOp, node.op);
  for (const auto attribute : node.attributes) PutBytes(encoded, kNodeAttribute, attribute);
  if (!node.domain.empty()) PutBytes(encoded, kNodeDomain, node.domain);
  return encoded;
}

}  // namespace

Result<OnnxGraph> ParseOnnx(std::string bytes) {
  OnnxGraph graph;
  graph.file = std::make_shared<const std::string>(std::move(bytes));
  bool has_graph = false;
  WireReader reader(*graph.file);
  while (const auto field = reader.Next()) {
    if (field->Is(kModelIrVersion, WireType::kVarint)) {
      graph.ir_version = static_cast<int64_t>(field->integer);
    } else if (field->Is(kModelOpset, WireType::kBytes)) {
      graph.opsets.push_back(field->bytes);
    } else if (field->Is(kModelGraph, WireType::kBytes)) {
      has_graph = true;
      if (auto parsed = ParseGraph(field->bytes, graph); !parsed) return Fail(parsed.error());
    }
  }
  if (!reader.ok() || !has_graph || graph.nodes.empty()) return Fail(Malformed("model"));
  return graph;
}

Result<OnnxGraph> ReadOnnx(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Fail(Error::NotFound("model file not found: " + path.string()));
  std::string bytes(std::istreambuf_iterator<char>(file), {});
  auto graph = ParseOnnx(std::move(bytes));
  if (!graph) return Fail(Error::Corrupt(path.string() + ": " + graph.error().message));
  return graph;
}

std::string SerializeOnnx(const OnnxGraph& graph) {
  std::string body;
  for (const auto& node : graph.nodes) PutBytes(body, kGraphNode, EncodeNode(node));
  PutBytes(body, kGraphName, "part");
  for (const auto& [name, constant] : graph.constants) {
    PutBytes(body, kGraphInitializer, constant.proto);
  }
  for (const auto& input : graph.inputs) PutBytes(body, kGraphInput, EncodeValue(input));
  for (const auto& output : graph.outputs) PutBytes(body, kGraphOutput, EncodeValue(output));
  std::string model;
  PutInteger(model, kModelIrVersion, static_cast<uint64_t>(graph.ir_version));
  PutBytes(model, kModelGraph, body);
  for (const auto opset : graph.opsets) PutBytes(model, kModelOpset, opset);
  return model;
}

}  // namespace vivavoce::speaking
