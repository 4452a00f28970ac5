// What was heard beside the words as JSON, as the wire (docs/realtime.md) and `vivavoce listen --json`
// show it. Unknown values are null. Pure.
#pragma once

#include <nlohmann/json.hpp>

#include "hearing/perception.h"

namespace vivavoce::dialogue {

// `offset_ms` is added to the times of events.
nlohmann::ordered_json PerceptionToJson(const hearing::Perception& heard, int64_t offset_ms = 0);

}  // namespace vivavoce::dialogue
