// Small ONNX graphs for tests, and a way to run them.
#pragma once

#include <string>
#include <vector>

#include "speaking/onnx_graph.h"

namespace vivavoce::speaking {

OnnxGraph EmptyGraph();  // IR version 9, opset 20, no nodes
OnnxNode Node(std::string op, std::vector<std::string> inputs, std::vector<std::string> outputs);
OnnxTensor Floats(std::string name, std::vector<int64_t> dims, std::vector<float> values);
OnnxTensor Bytes(std::string name, std::vector<int64_t> dims, std::vector<uint8_t> values);

// The output of a graph with one float input and one float output; empty when it does not run.
std::vector<float> RunGraph(const OnnxGraph& graph, const std::vector<float>& input);

}  // namespace vivavoce::speaking
