// What hearing how things are said costs: ./hearing_benchmark. "Push" is spread over the time the sound
// takes to come in; "Perceive" is all that stands between the last word and the language model.
#include <benchmark/benchmark.h>

#include "hearing/testing/made_voices.h"
#include "hearing/tone_description.h"
#include "hearing/voice_perceiver.h"

namespace vivavoce::hearing {
namespace {

// Syllables of a buzz, with some breath: as many voiced frames as speech has.
std::vector<float> TenSeconds() {
  std::vector<std::vector<float>> parts;
  for (int i = 0; i < 40; ++i) {
    parts.push_back(testing::Buzz(0.18, [i](double t) { return 140 + 8 * (i % 7) - 60 * t; }));
    parts.push_back(testing::Noise(0.05, 0.02, static_cast<unsigned>(i)));
    parts.push_back(testing::Silence(0.02));
  }
  return testing::Joined(parts);
}

void BM_PushTenSeconds(benchmark::State& state) {
  const std::vector<float> samples = TenSeconds();
  for (auto _ : state) {
    auto ear = VoicePerceiver::Create();
    for (size_t i = 0; i + 512 <= samples.size(); i += 512) {
      ear->Push(std::span(samples).subspan(i, 512));
    }
    benchmark::DoNotOptimize(ear);
  }
}
BENCHMARK(BM_PushTenSeconds)->Unit(benchmark::kMillisecond);

void BM_PerceiveTenSeconds(benchmark::State& state) {
  auto ear = VoicePerceiver::Create();
  ear->Push(TenSeconds());
  for (auto _ : state) {
    const Perception heard = ear->Perceive(0, 10000, "what did you do today my friend", true);
    benchmark::DoNotOptimize(DescribeTone(heard, Language::kEnglish));
  }
}
BENCHMARK(BM_PerceiveTenSeconds)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace vivavoce::hearing
