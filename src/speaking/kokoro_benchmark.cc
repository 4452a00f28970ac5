// Where the time of a clause goes: wall milliseconds of each stage of Kokoro, for a short first
// clause and a long one, on one thread and two. Needs the installed models.
#include <benchmark/benchmark.h>

#include "runtime/testing/directory_model_store.h"
#include "speaking/kokoro_synthesizer.h"
#include "speaking/testing/small_phonemizer.h"

namespace vivavoce::speaking {
namespace {

constexpr const char* kShort = "Hello there, how are you?";
constexpr const char* kLong = "The quick brown fox jumps over the lazy dog, and then he sat down.";

void Speak(benchmark::State& state, const char* text) {
  static const auto store = runtime::DirectoryModelStore::OfHome();
  KokoroConfig config;
  config.threads = static_cast<int>(state.range(0));
  auto kokoro = KokoroSynthesizer::Create(*store, SmallPhonemizer, config);
  if (!kokoro) {
    state.SkipWithError(kokoro.error().ToString().c_str());
    return;
  }
  SynthesisRequest request;
  request.text = text;
  request.voice = "af_heart";
  KokoroStageTimes sum;
  double audio = 0;
  for (auto _ : state) {
    const auto clause = (*kokoro)->Synthesize(request);
    if (!clause) {
      state.SkipWithError(clause.error().ToString().c_str());
      return;
    }
    const KokoroStageTimes& times = (*kokoro)->last_times();
    sum.text += times.text;
    sum.prosody += times.prosody;
    sum.decoder += times.decoder;
    sum.source += times.source;
    sum.generator += times.generator;
    audio += static_cast<double>(clause->samples.size()) / kSpeechSampleRateHz;
  }
  const auto mean_ms = [&](double seconds) {
    return 1000 * seconds / static_cast<double>(state.iterations());
  };
  state.counters["audio_ms"] = mean_ms(audio);
  state.counters["text_ms"] = mean_ms(sum.text);
  state.counters["prosody_ms"] = mean_ms(sum.prosody);
  state.counters["decoder_ms"] = mean_ms(sum.decoder);
  state.counters["source_ms"] = mean_ms(sum.source);
  state.counters["generator_ms"] = mean_ms(sum.generator);
}

BENCHMARK_CAPTURE(Speak, short, kShort)
    ->Arg(1)
    ->Arg(2)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Speak, long, kLong)->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace vivavoce::speaking
