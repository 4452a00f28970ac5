// What a synthesiser tells of a clause as the plan that clients draw. Thread safety: a pure function.
#pragma once

#include <cstdint>
#include <string_view>

#include "realtime/speech_plan.h"
#include "speaking/synthesizer.h"

namespace vivavoce::app {

// `text`: of the request. `from_sample`: where the clause begins in the whole answer.
realtime::SpeechPlan SpeechPlanOf(std::string_view text, const speaking::SynthesizedClause& clause,
                                  int64_t from_sample);

}  // namespace vivavoce::app
