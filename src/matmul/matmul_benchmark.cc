// Tokens times a feed-forward matrix of Qwen2.5-1.5B (1536 → 8960), on one thread: our kernels, and what
// ggml does with the same weights where llama.cpp would put them without ours.
//   build/release/matmul_benchmark
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "matmul/ggml_weights.h"
#include "matmul/kernels.h"
#include "matmul/pack.h"
#include "matmul/product.h"
#include "matmul/testing/weight_graph.h"

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
  const std::vector<uint8_t> blocks = Blocks(type);
  std::vector<ggml_backend_buffer_type_t> ways;
  {
    const testing::WeightGraph any(1);
    ways = WeightBufferTypes(ggml_backend_get_device(any.backend()));
  }
  for (ggml_backend_buffer_type_t held : ways) {
    testing::WeightGraph graph(1);
    ggml_tensor* weights = graph.Hold(held, type, kInputs, kRows);
    ggml_tensor* input = ggml_new_tensor_2d(graph.nodes(), GGML_TYPE_F32, kInputs, tokens);
    if (!graph.Prepare(ggml_mul_mat(graph.nodes(), weights, input))) continue;
    testing::Set(weights, blocks);
    testing::Set(input, std::vector<float>(static_cast<size_t>(tokens) * kInputs, 0.5F));
    for (auto _ : state) graph.Compute();
    state.SetLabel(ggml_backend_buft_name(held));
    break;
  }
  Count(state, blocks.size(), tokens);
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
    add("q8_0/" + name, [=](benchmark::State& s) { Ours<Q8Panel>(s, kernels, GGML_TYPE_Q8_0); });
  }
  add("q4_K/ggml", [](benchmark::State& s) { Ggmls(s, GGML_TYPE_Q4_K); });
  add("q6_K/ggml", [](benchmark::State& s) { Ggmls(s, GGML_TYPE_Q6_K); });
  add("q8_0/ggml", [](benchmark::State& s) { Ggmls(s, GGML_TYPE_Q8_0); });
  return true;
}();

}  // namespace
}  // namespace vivavoce::matmul
