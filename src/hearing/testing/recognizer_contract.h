// What every Recognizer promises (recognizer.h), whatever is inside.
#pragma once

#include <span>

#include "hearing/recognizer.h"

namespace vivavoce::hearing::testing {

// `speech` is a clip in which the recogniser under test finds words. Failures are Google Test
// failures.
void ExpectRecognizerContract(Recognizer& recognizer, std::span<const float> speech);

}  // namespace vivavoce::hearing::testing
