// What the recogniser costs on one thread: a partial and a final transcript of real speech of 1 to 6
// seconds, with the models that are installed:
//   build/release/hearing_benchmark --benchmark_filter=Recognize
#include <benchmark/benchmark.h>

#include <algorithm>

#include "hearing/testing/real_models.h"
#include "hearing/whisper_recognizer.h"

namespace vivavoce::hearing {
namespace {

Recognizer* Whisper() {
  static const std::unique_ptr<Recognizer> recognizer = [] {
    auto created = CreateWhisperRecognizer(testing::DirectoryModelStore());
    return created ? std::move(*created) : nullptr;
  }();
  return recognizer.get();
}

void BM_Recognize(benchmark::State& state) {
  Recognizer* recognizer = Whisper();
  const auto clips = testing::ReadSpeechClips(VV_SOURCE_DIR);
  if (recognizer == nullptr || clips.empty()) {
    return state.SkipWithError("whisper is not installed: vivavoce models fetch");
  }
  const auto longest = std::ranges::max_element(
      clips, {}, [](const testing::SpeechClip& clip) { return clip.samples.size(); });
  const size_t wanted = static_cast<size_t>(state.range(0)) * 16;
  RecognizeOptions options;
  options.is_final = state.range(1) != 0;
  for (auto _ : state) {
    auto heard = recognizer->Recognize(
        std::span(longest->samples).first(std::min(wanted, longest->samples.size())), options);
    benchmark::DoNotOptimize(heard);
    if (heard) state.SetLabel(heard->text);
  }
}
BENCHMARK(BM_Recognize)
    ->ArgNames({"ms", "final"})
    ->ArgsProduct({{1000, 2500, 4000, 8000}, {0, 1}})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace
}  // namespace vivavoce::hearing
