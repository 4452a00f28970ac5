#include "app/tts_bench.h"

#include <chrono>
#include <ctime>
#include <latch>
#include <mutex>
#include <optional>
#include <thread>

namespace vivavoce::app {
namespace {

using BenchClock = std::chrono::steady_clock;

double SecondsOf(BenchClock::duration duration) {
  return std::chrono::duration<double>(duration).count();
}

double ProcessorSeconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

double AudioSeconds(const speaking::SynthesizedClause& clause) {
  return static_cast<double>(clause.samples.size()) / speaking::kSpeechSampleRateHz;
}

}  // namespace

Result<ClauseTimes> SpeakRepeatedly(speaking::Synthesizer& synthesizer,
                                    const speaking::SynthesisRequest& clause, int repeats) {
  const auto warm = synthesizer.Synthesize(clause);
  if (!warm) return Fail(warm.error());
  ClauseTimes times{.audio_s = AudioSeconds(*warm)};
  for (const speaking::SpokenPhoneme& phoneme : warm->phonemes) times.phonemes += phoneme.symbol;
  for (int i = 0; i < repeats; ++i) {
    const double cpu = ProcessorSeconds();
    const auto begun = BenchClock::now();
    const auto spoken = synthesizer.Synthesize(clause);
    times.wall_s.push_back(SecondsOf(BenchClock::now() - begun));
    times.cpu_s.push_back(ProcessorSeconds() - cpu);
    if (!spoken) return Fail(spoken.error());
  }
  return times;
}

Result<TogetherTimes> SpeakTogether(speaking::Synthesizer& synthesizer,
                                    runtime::ThreadBudget& budget,
                                    const speaking::SynthesisRequest& first,
                                    const speaking::SynthesisRequest& second, int voices) {
  TogetherTimes times;
  std::optional<Error> error;
  std::mutex mutex;       // of the two above
  std::mutex one_clause;  // the synthesizer speaks one at a time, as the server's worker does
  std::latch start(voices + 1);
  std::vector<std::jthread> listeners;
  BenchClock::time_point asked;
  const auto speak = [&](const speaking::SynthesisRequest& clause, runtime::Urgency urgency) {
    const auto grant = budget.Acquire(runtime::Lane::kSpeech, urgency);
    const std::lock_guard lock(one_clause);
    return synthesizer.Synthesize(clause);
  };
  for (int i = 0; i < voices; ++i) {
    listeners.emplace_back([&] {
      start.arrive_and_wait();
      for (const bool is_first : {true, false}) {
        const auto spoken = is_first ? speak(first, runtime::Urgency::kFirstAudio)
                                     : speak(second, runtime::Urgency::kNormal);
        const std::lock_guard lock(mutex);
        if (!spoken) {
          error = spoken.error();
          return;
        }
        times.audio_s += AudioSeconds(*spoken);
        if (is_first) times.first_audio_s.push_back(SecondsOf(BenchClock::now() - asked));
      }
    });
  }
  asked = BenchClock::now();
  start.arrive_and_wait();
  listeners.clear();  // waits
  times.wall_s = SecondsOf(BenchClock::now() - asked);
  if (error) return Fail(*error);
  return times;
}

}  // namespace vivavoce::app
