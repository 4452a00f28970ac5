// How long the installed default model takes to read 1 to 128 tokens at once behind 512 others, on two
// threads; 1 is what writing a token costs. With VIVAVOCE_MATMUL=ggml the same by ggml's own kernels:
//   build/release/llm_benchmark; VIVAVOCE_MATMUL=ggml build/release/llm_benchmark
#include <benchmark/benchmark.h>

#include <memory>
#include <vector>

#include "llm/llama_loader.h"
#include "llm/testing/installed_models.h"

namespace vivavoce::llm {
namespace {

constexpr int kBehind = 512;
constexpr int kThreads = 2;

LoadedLlama* Model() {
  static const std::unique_ptr<LoadedLlama> loaded = [] {
    LlamaConfig config;
    config.model_file = PathOf(kQwen);
    config.prefill_chunk = 256;
    auto model = LoadModel(config.model_file);
    if (!model) return std::unique_ptr<LoadedLlama>();
    auto context = MakeContext(std::move(*model), config, kThreads);
    return context ? std::make_unique<LoadedLlama>(std::move(*context)) : nullptr;
  }();
  return loaded.get();
}

void Read(LoadedLlama& model, int first, int count) {
  llama_batch batch = llama_batch_init(count, 0, 1);
  batch.n_tokens = count;
  for (int i = 0; i < count; ++i) {
    batch.token[i] = 1000 + (first + i) * 7919 % 20000;
    batch.pos[i] = first + i;
    batch.n_seq_id[i] = 1;
    batch.seq_id[i][0] = 0;
    batch.logits[i] = i == count - 1;
  }
  llama_decode(model.context.get(), batch);
  llama_synchronize(model.context.get());
  llama_batch_free(batch);
}

void Decode(benchmark::State& state) {
  LoadedLlama* model = Model();
  if (!model) return state.SkipWithError("the default model is not installed: vivavoce models fetch");
  const int tokens = static_cast<int>(state.range(0));
  llama_memory_t memory = llama_get_memory(model->context.get());
  llama_memory_seq_rm(memory, 0, 0, -1);
  for (int first = 0; first < kBehind; first += 256) Read(*model, first, 256);
  for (auto _ : state) {
    state.PauseTiming();
    llama_memory_seq_rm(memory, 0, kBehind, -1);
    state.ResumeTiming();
    Read(*model, kBehind, tokens);
  }
}
BENCHMARK(Decode)->ArgName("tokens")->Arg(1)->Arg(4)->Arg(8)->Arg(12)->Arg(16)->Arg(32)->Arg(128)
    ->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace vivavoce::llm
