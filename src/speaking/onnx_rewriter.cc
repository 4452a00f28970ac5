#include "speaking/onnx_rewriter.h"

#include <utility>

namespace vivavoce::speaking {

void OnnxRewriter::Replace(const OnnxNode& node, std::vector<OnnxNode> replacement) {
  replacements_.emplace(&node, std::move(replacement));
}

std::string OnnxRewriter::AddConstant(const std::string& name, std::vector<int64_t> dims,
                                      std::span<const float> values) {
  if (!graph_.Constant(name)) graph_.Add(MakeFloatTensor(name, std::move(dims), values));
  return name;
}

void OnnxRewriter::Apply() {
  std::vector<OnnxNode> nodes;
  nodes.reserve(graph_.nodes.size());
  for (OnnxNode& node : graph_.nodes) {
    const auto found = replacements_.find(&node);
    if (found == replacements_.end()) {
      nodes.push_back(std::move(node));
    } else {
      for (OnnxNode& replacement : found->second) nodes.push_back(std::move(replacement));
    }
  }
  graph_.nodes = std::move(nodes);
  replacements_.clear();
  graph_.RemoveUnused();
  index_ = OnnxIndex(graph_);
}

}  // namespace vivavoce::speaking
