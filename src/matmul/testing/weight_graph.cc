#include "matmul/testing/weight_graph.h"

namespace vivavoce::matmul::testing {
namespace {

constexpr size_t kTensors = 16;

ggml_context* MakeContext() {
  return ggml_init({.mem_size = ggml_tensor_overhead() * kTensors + ggml_graph_overhead(),
                    .mem_buffer = nullptr,
                    .no_alloc = true});
}

}  // namespace

WeightGraph::WeightGraph(int threads)
    : backend_(ggml_backend_cpu_init()), weights_(MakeContext()), nodes_(MakeContext()) {
  ggml_backend_cpu_set_n_threads(backend_, threads);
}

WeightGraph::~WeightGraph() {
  ggml_backend_buffer_free(memory_);
  ggml_backend_buffer_free(held_);
  ggml_free(nodes_);
  ggml_free(weights_);
  ggml_backend_free(backend_);
}

ggml_tensor* WeightGraph::Hold(ggml_backend_buffer_type_t held, ggml_type type, int inputs,
                               int rows) {
  ggml_tensor* matrix = ggml_new_tensor_2d(weights_, type, inputs, rows);
  held_ = ggml_backend_alloc_ctx_tensors_from_buft(weights_, held);
  ggml_backend_buffer_set_usage(held_, GGML_BACKEND_BUFFER_USAGE_WEIGHTS);
  return matrix;
}

bool WeightGraph::Prepare(ggml_tensor* result) {
  if (!ggml_backend_supports_op(backend_, result)) return false;
  memory_ = ggml_backend_alloc_ctx_tensors(nodes_, backend_);
  graph_ = ggml_new_graph_custom(nodes_, kTensors, false);
  ggml_build_forward_expand(graph_, result);
  return memory_ != nullptr;
}

bool WeightGraph::Compute() {
  return ggml_backend_graph_compute(backend_, graph_) == GGML_STATUS_SUCCESS;
}

std::vector<float> Floats(const ggml_tensor* tensor) {
  std::vector<float> values(static_cast<size_t>(ggml_nelements(tensor)));
  ggml_backend_tensor_get(tensor, values.data(), 0, values.size() * sizeof(float));
  return values;
}

}  // namespace vivavoce::matmul::testing
