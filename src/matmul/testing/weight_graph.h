// For tests and benchmarks: one matrix in one of ggml's ways to hold weights, and a graph over it on a
// number of threads of ggml's CPU backend. Threads: one at a time.
#pragma once

#include <ggml-backend.h>
#include <ggml-cpu.h>
#include <ggml.h>

#include <vector>

namespace vivavoce::matmul::testing {

class WeightGraph {
 public:
  explicit WeightGraph(int threads);
  ~WeightGraph();
  WeightGraph(const WeightGraph&) = delete;
  WeightGraph& operator=(const WeightGraph&) = delete;

  ggml_backend_t backend() const { return backend_; }
  ggml_context* nodes() const { return nodes_; }  // where inputs and operations are made

  // Once: a matrix, held as `held` says, to be Set() when Prepare() has found that it can be multiplied.
  ggml_tensor* Hold(ggml_backend_buffer_type_t held, ggml_type type, int inputs, int rows);
  // Once: inputs get memory, the graph ends with `result`. False when the backend cannot compute it.
  bool Prepare(ggml_tensor* result);
  bool Compute();

 private:
  ggml_backend_t backend_;
  ggml_context* weights_;
  ggml_context* nodes_;
  ggml_backend_buffer_t held_ = nullptr;
  ggml_backend_buffer_t memory_ = nullptr;
  ggml_cgraph* graph_ = nullptr;
};

template <typename T>
void Set(ggml_tensor* tensor, const std::vector<T>& values) {
  ggml_backend_tensor_set(tensor, values.data(), 0, values.size() * sizeof(T));
}

std::vector<float> Floats(const ggml_tensor* tensor);

}  // namespace vivavoce::matmul::testing
