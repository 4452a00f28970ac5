#include "speaking/onnx_graph.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace vivavoce::speaking {

const OnnxTensor* OnnxGraph::Constant(std::string_view name) const {
  const auto found = constants.find(name);
  return found == constants.end() ? nullptr : &found->second;
}

void OnnxGraph::Add(OnnxTensor constant) {
  std::string name = constant.name;
  constants.insert_or_assign(std::move(name), std::move(constant));
}

void OnnxGraph::RemoveUnused() {
  std::unordered_set<std::string> needed;
  for (const OnnxValue& output : outputs) needed.insert(output.name);
  // Consumers come after producers, so one pass from the end sees every use first.
  std::vector<OnnxNode> kept;
  for (auto node = nodes.rbegin(); node != nodes.rend(); ++node) {
    const bool used = std::ranges::any_of(
        node->outputs, [&](const std::string& output) { return needed.contains(output); });
    if (!used) continue;
    needed.insert(node->inputs.begin(), node->inputs.end());
    needed.erase("");  // stands for an input or output that is left out
    kept.push_back(std::move(*node));
  }
  std::ranges::reverse(kept);
  nodes = std::move(kept);
  std::erase_if(constants, [&](const auto& entry) { return !needed.contains(entry.first); });
}

OnnxIndex::OnnxIndex(const OnnxGraph& graph) {
  for (const OnnxNode& node : graph.nodes) {
    for (const std::string& output : node.outputs) producer_.emplace(output, &node);
    for (const std::string& input : node.inputs) consumers_[input].push_back(&node);
  }
}

const OnnxNode* OnnxIndex::Producer(const std::string& tensor) const {
  const auto found = producer_.find(tensor);
  return found == producer_.end() ? nullptr : found->second;
}

std::span<const OnnxNode* const> OnnxIndex::Consumers(const std::string& tensor) const {
  const auto found = consumers_.find(tensor);
  if (found == consumers_.end()) return {};
  return found->second;
}

const OnnxNode* OnnxIndex::OnlyConsumer(const std::string& tensor) const {
  const auto consumers = Consumers(tensor);
  return consumers.size() == 1 ? consumers.front() : nullptr;
}

Result<OnnxGraph> CutOnnx(const OnnxGraph& graph, std::vector<OnnxValue> inputs,
                          std::vector<OnnxValue> outputs) {
  const OnnxIndex index(graph);
  std::unordered_set<std::string> seen;
  for (const OnnxValue& input : inputs) seen.insert(input.name);
  std::unordered_set<const OnnxNode*> needed;
  std::vector<std::string> open;
  for (const OnnxValue& output : outputs) open.push_back(output.name);
  while (!open.empty()) {
    const std::string tensor = std::move(open.back());
    open.pop_back();
    if (tensor.empty() || graph.Constant(tensor) || !seen.insert(tensor).second) continue;
    const OnnxNode* producer = index.Producer(tensor);
    if (!producer) {
      return Fail(Error::Corrupt("the model has no tensor " + tensor + " to cut at, or needs it"));
    }
    needed.insert(producer);
    open.insert(open.end(), producer->inputs.begin(), producer->inputs.end());
  }
  OnnxGraph part;
  part.ir_version = graph.ir_version;
  part.opsets = graph.opsets;
  part.file = graph.file;
  part.constants = graph.constants;  // views: cheap
  for (const OnnxNode& node : graph.nodes) {
    if (needed.contains(&node)) part.nodes.push_back(node);
  }
  part.inputs = std::move(inputs);
  part.outputs = std::move(outputs);
  part.RemoveUnused();
  return part;
}

}  // namespace vivavoce::speaking
