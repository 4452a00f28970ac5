// Tokens times a feed-forward matrix of Qwen2.5-1.5B (1536 → 8960), on one thread: our kernels, and what
// ggml does with the same weights where llama.cpp would put them without ours.
//   build/release/matmul_benchmark
#include <benchmark/benchmark.h>
#include <ggml-backend.h>
#include <ggml-cpu.h>
#include <ggml.h>

#include <string>
#include <vector>

#include "matmul/ggml_weights.h"
#include "matmul/kernels.h"
#include "matmul/pack.h"
#include "matmul/product.h"

namespace vivavoce::matmul {
namespace {

constexpr int kInputs = 1536;
constexpr int kRows = 8960;

std::vector<uint8_t> Blocks(ggml_type type) {
  std::vector<float> source(static_cast<size_t>(kRows) * kInputs);
  for (size_t i = 0; i < source.size(); ++i) {
    source[i] = static_cast<float>(i * 2654435761U % 2048) / 1024.0F - 1.0F;
  }
  std::vector<uint8_t> blocks(ggml_row_size(type, kInputs) * kRows);
  ggml_quantize_chunk(type, source.data(), blocks.data(), 0, kRows, kInputs, nullptr);
  return blocks;
}

// Per second of a thread: weights read in bytes, and operations.
void Count(benchmark::State& state, size_t bytes, int tokens) {
  const auto rounds = static_cast<double>(state.iterations());
  state.counters["GB/s"] = benchmark::Counter(rounds * static_cast<double>(bytes) * 1e-9,
                                              benchmark::Counter::kIsRate);
  state.counters["GOPS"] = benchmark::Counter(rounds * 2e-9 * kInputs * kRows * tokens,
                                              benchmark::Counter::kIsRate);
}

template <typename Panel>
void Ours(benchmark::State& state, const Kernels* kernels, ggml_type type) {
  const int tokens = static_cast<int>(state.range(0));
  std::vector<Panel> panels(static_cast<size_t>(kRows / kPanelRows) * (kInputs / kBlockInputs));
  Pack(Blocks(type), kInputs, std::span(panels));
  const std::vector<float> x(kBlockInputs, 0.5F);
  std::vector<ActivationBlock> activations(ActivationBlocks(tokens, kInputs));
  for (ActivationBlock& block : activations) kernels->quantise(x.data(), block);
  std::vector<float> out(static_cast<size_t>(tokens) * kRows);
  const Tiling tiling(tokens);
  for (auto _ : state) {
    Multiply<Panel>(*kernels, panels, kInputs, tiling, activations, 0, kRows / kPanelRows,
                    out.data(), kRows);
    benchmark::DoNotOptimize(out.data());
  }
  Count(state, panels.size() * sizeof(Panel), tokens);
}

void Ggmls(benchmark::State& state, ggml_type type) {
  const int tokens = static_cast<int>(state.range(0));
  ggml_backend_t backend = ggml_backend_cpu_init();
  ggml_backend_cpu_set_n_threads(backend, 1);
  const std::vector<uint8_t> blocks = Blocks(type);
  for (ggml_backend_buffer_type_t held : WeightBufferTypes(ggml_backend_get_device(backend))) {
    const ggml_init_params params = {ggml_tensor_overhead() * 8 + ggml_graph_overhead(), nullptr,
                                     true};
    ggml_context* weight_context = ggml_init(params);
    ggml_context* context = ggml_init(params);
    ggml_tensor* weights = ggml_new_tensor_2d(weight_context, type, kInputs, kRows);
    ggml_backend_buffer_t buffer = ggml_backend_alloc_ctx_tensors_from_buft(weight_context, held);
    ggml_backend_buffer_set_usage(buffer, GGML_BACKEND_BUFFER_USAGE_WEIGHTS);
    ggml_tensor* input = ggml_new_tensor_2d(context, GGML_TYPE_F32, kInputs, tokens);
    ggml_tensor* product = ggml_mul_mat(context, weights, input);
    const bool taken = ggml_backend_supports_op(backend, product);
    if (taken) {
      ggml_backend_tensor_set(weights, blocks.data(), 0, blocks.size());
      ggml_backend_buffer_t compute = ggml_backend_alloc_ctx_tensors(context, backend);
      const std::vector<float> x(static_cast<size_t>(tokens) * kInputs, 0.5F);
      ggml_backend_tensor_set(input, x.data(), 0, x.size() * sizeof(float));
      ggml_cgraph* graph = ggml_new_graph_custom(context, 8, false);
      ggml_build_forward_expand(graph, product);
      for (auto _ : state) ggml_backend_graph_compute(backend, graph);
      state.SetLabel(ggml_backend_buft_name(held));
      ggml_backend_buffer_free(compute);
    }
    ggml_backend_buffer_free(buffer);
    ggml_free(context);
    ggml_free(weight_context);
    if (taken) break;
  }
  Count(state, blocks.size(), tokens);
  ggml_backend_free(backend);
}

const bool kRegistered = [] {
  const auto add = [](const std::string& name, auto function) {
    benchmark::RegisterBenchmark(name.c_str(), function)
        ->ArgName("tokens")->Arg(1)->Arg(4)->Arg(12)->Arg(20)->Arg(64)
        ->Unit(benchmark::kMillisecond)->UseRealTime();
  };
  for (const Kernels* kernels : SupportedKernels()) {
    const std::string name(kernels->name);
    add("q4_K/" + name, [=](benchmark::State& s) { Ours<Q4Panel>(s, kernels, GGML_TYPE_Q4_K); });
    add("q6_K/" + name, [=](benchmark::State& s) { Ours<Q6Panel>(s, kernels, GGML_TYPE_Q6_K); });
  }
  add("q4_K/ggml", [](benchmark::State& s) { Ggmls(s, GGML_TYPE_Q4_K); });
  add("q6_K/ggml", [](benchmark::State& s) { Ggmls(s, GGML_TYPE_Q6_K); });
  return true;
}();

}  // namespace
}  // namespace vivavoce::matmul
