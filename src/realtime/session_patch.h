// session.update: a partial session object in the GA, the beta or a mixed shape, merged into what
// holds. Only fields that are there change; nested objects merge deeply (a turn_detection without
// "type" keeps its type); null switches turn_detection, noise reduction and transcription off and
// leaves anything else alone. Fields this server does not know are ignored, "model" too.
// Threads  pure function.
#pragma once

#include <expected>

#include "dialogue/server_event.h"
#include "realtime/session_settings.h"

namespace vivavoce::realtime {

// The whole new settings, or the first error: nothing is applied then. `param` names the field as
// the client spelled it ("session.turn_detection.threshold").
std::expected<SessionSettings, dialogue::ErrorEvent> PatchSession(SessionSettings settings,
                                                                  const Json& patch,
                                                                  const Vocabulary& vocabulary);

// A session that only hears: the words are told, while and after they are said, and nothing
// answers.
void MakeTranscription(SessionSettings& settings);

}  // namespace vivavoce::realtime
