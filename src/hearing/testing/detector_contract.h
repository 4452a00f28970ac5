// What every VoiceActivityDetector and every EndOfTurnDetector promises.
#pragma once

#include <span>

#include "hearing/end_of_turn_detector.h"
#include "hearing/voice_activity_detector.h"

namespace vivavoce::hearing::testing {

// `sound` is at least 0.5 s at 16 kHz. Failures are Google Test failures.
void ExpectVadContract(VoiceActivityDetector& vad, std::span<const float> sound);
void ExpectEndOfTurnContract(EndOfTurnDetector& detector, std::span<const float> sound);

}  // namespace vivavoce::hearing::testing
