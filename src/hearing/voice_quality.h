// Whether a voice whispers, is breathy, tense or creaky. Whispering shows by itself; the others only
// against the speaker's own usual voice, since microphones and rooms move these measures more than
// voices do. Threads: pure functions.
#pragma once

#include "hearing/perception.h"

namespace vivavoce::hearing {

VoiceQuality JudgeVoiceQuality(const VoiceMeasures& measures, const VoiceDeviation& deviation);

}  // namespace vivavoce::hearing
