// How much of a core a second of speech needs: real time factor of the generator for each
// instruction set, length of the clause and number of threads, with random weights.
#include <benchmark/benchmark.h>

#include "vocoder/generator.h"
#include "vocoder/testing/random_generator.h"
#include "vocoder/testing/random_values.h"

namespace vivavoce::vocoder {
namespace {

constexpr double kFramesPerSecond = 80;

void Generate(benchmark::State& state, Isa isa) {
  static const TensorFile weights = RandomGeneratorWeights(1);
  const auto frames = static_cast<size_t>(state.range(0));
  auto generator =
      *Generator::Make(weights, {.threads = static_cast<int>(state.range(1)), .isa = isa});
  const auto features = NormalNoise(Generator::kFeatures * frames, 1);
  const auto source = NormalNoise(InverseStft::kValues * Generator::SourceFrames(frames), 2);
  const auto style = NormalNoise(Generator::kStyle, 3);
  for (auto _ : state) {
    auto samples = generator->Run({features, source, style}, {});
    benchmark::DoNotOptimize(samples);
  }
  const double seconds = static_cast<double>(frames) / kFramesPerSecond;
  // Wall seconds for a second of speech.
  state.counters["rtf"] =
      benchmark::Counter(seconds * static_cast<double>(state.iterations()),
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

const int registered = [] {
  for (const Isa isa : SupportedIsas()) {
    benchmark::RegisterBenchmark((std::string("generate/") + std::string(ToString(isa))).c_str(),
                                 Generate, isa)
        ->ArgNames({"frames", "threads"})
        ->ArgsProduct({{80, 320}, {1, 2}})
        ->UseRealTime()
        ->Unit(benchmark::kMillisecond);
  }
  return 0;
}();

}  // namespace
}  // namespace vivavoce::vocoder
