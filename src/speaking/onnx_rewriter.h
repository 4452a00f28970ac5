// Replaces nodes of an OnnxGraph: rules look at the graph as it was, the edits are applied at the
// end. Thread safety: one thread.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "speaking/onnx_graph.h"

namespace vivavoce::speaking {

class OnnxRewriter {
 public:
  explicit OnnxRewriter(OnnxGraph& graph) : graph_(graph), index_(graph) {}

  const OnnxGraph& graph() const { return graph_; }
  const OnnxIndex& index() const { return index_; }

  // `replacement` takes the place of `node` in the order of nodes; its last output should keep the
  // name of the node's output. What nobody uses any more goes away in Apply().
  void Replace(const OnnxNode& node, std::vector<OnnxNode> replacement);
  // The name of a new float constant; the same name twice keeps the first one.
  std::string AddConstant(const std::string& name, std::vector<int64_t> dims,
                          std::span<const float> values);
  void Apply();

 private:
  OnnxGraph& graph_;
  OnnxIndex index_;
  std::unordered_map<const OnnxNode*, std::vector<OnnxNode>> replacements_;
};

}  // namespace vivavoce::speaking
