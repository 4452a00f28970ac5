// How fast a voice is made: one clause after another, and several at once behind the same budget of
// cores as in the server. Threads: as the synthesizer; SpeakTogether starts threads of its own.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "runtime/thread_budget.h"
#include "speaking/synthesizer.h"

namespace vivavoce::app {

struct ClauseTimes {
  double audio_s = 0;            // length of the clause
  std::u32string phonemes;       // as it was spoken, so that others can speak the same
  std::vector<double> wall_s;    // of each repeat
  std::vector<double> cpu_s;     // processor time of all threads; what a busy machine leaves alone
};

// Speaks the clause `repeats` times after one that does not count. REQUIRES: repeats >= 1.
Result<ClauseTimes> SpeakRepeatedly(speaking::Synthesizer& synthesizer,
                                    const speaking::SynthesisRequest& clause, int repeats);

struct TogetherTimes {
  std::vector<double> first_audio_s;  // of each voice: asked until its first clause is there
  double audio_s = 0;                 // of all of them
  double wall_s = 0;                  // until all are done
};

// `voices` listeners ask at the same moment; each gets `first` and then `second`.
Result<TogetherTimes> SpeakTogether(speaking::Synthesizer& synthesizer,
                                    runtime::ThreadBudget& budget,
                                    const speaking::SynthesisRequest& first,
                                    const speaking::SynthesisRequest& second, int voices);

}  // namespace vivavoce::app
