// An ONNX graph in memory, for rewriting: nodes by name of their tensors, constants, attributes
// kept as they were encoded. Subgraphs, training information and metadata are not kept. Thread
// safety: plain values.
#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/error.h"
#include "speaking/onnx_tensor.h"

namespace vivavoce::speaking {

struct OnnxNode {
  std::string name;
  std::string op;
  std::string domain;               // "" for the standard operators
  std::vector<std::string> inputs;  // "" for an optional input that is left out
  std::vector<std::string> outputs;
  std::vector<std::string_view>
      attributes;  // encoded AttributeProto messages, into the graph's file
};

// A graph input or output. A dimension < 0 is dynamic.
struct OnnxValue {
  std::string name;
  OnnxType type = OnnxType::kFloat;
  std::vector<int64_t> dims;
};

struct OnnxGraph {
  int64_t ir_version = 0;
  std::vector<std::string_view> opsets;  // encoded OperatorSetIdProto messages
  std::vector<OnnxNode> nodes;           // in topological order
  std::map<std::string, OnnxTensor, std::less<>> constants;
  std::vector<OnnxValue> inputs, outputs;
  std::shared_ptr<const std::string> file;  // what the views point into

  const OnnxTensor* Constant(std::string_view name) const;
  void Add(OnnxTensor constant);
  // Removes nodes that no output needs, then constants that no node needs. Needs `outputs`.
  void RemoveUnused();
};

// Who makes and who uses a tensor. Valid while the graph's nodes stay where they are.
class OnnxIndex {
 public:
  explicit OnnxIndex(const OnnxGraph& graph);
  const OnnxNode* Producer(const std::string& tensor) const;
  std::span<const OnnxNode* const> Consumers(const std::string& tensor) const;
  const OnnxNode* OnlyConsumer(const std::string& tensor) const;  // null unless there is just one

 private:
  std::unordered_map<std::string, const OnnxNode*> producer_;
  std::unordered_map<std::string, std::vector<const OnnxNode*>> consumers_;
};

// kNotFound, or kCorrupt when it is not a well-formed ONNX model.
Result<OnnxGraph> ReadOnnx(const std::filesystem::path& path);
Result<OnnxGraph> ParseOnnx(std::string bytes);

// A ModelProto holding the graph.
std::string SerializeOnnx(const OnnxGraph& graph);

// The part of a graph that computes `outputs` from `inputs`. kCorrupt, naming the tensor, when an
// output is not made by the graph or needs something else than `inputs` and constants.
Result<OnnxGraph> CutOnnx(const OnnxGraph& graph, std::vector<OnnxValue> inputs,
                          std::vector<OnnxValue> outputs);

}  // namespace vivavoce::speaking
