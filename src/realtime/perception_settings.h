// session.vivavoce.perception: what is done with how things are said. Pure.
#pragma once

#include "realtime/field_reader.h"
#include "realtime/session_settings.h"

namespace vivavoce::realtime {

// true and false stand for {"events": true} and {"events": false}. Emotion and speaker cannot be
// switched on where the server forbids it (Vocabulary::emotion_allowed, speaker_allowed).
void ReadPerception(FieldReader& vendor, const Vocabulary& vocabulary, SessionSettings& settings);

Json PerceptionSettingsToJson(const dialogue::PerceptionSettings& settings);

}  // namespace vivavoce::realtime
