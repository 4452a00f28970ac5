// Fields that sessions, responses and items share.
// Threads  pure functions.
#pragma once

#include <optional>
#include <string>

#include "dialogue/item.h"
#include "realtime/field_reader.h"
#include "realtime/session_settings.h"

namespace vivavoce::realtime {

// ["audio"], ["text"], or both, which is audio: the transcript always comes along.
void ReadModality(FieldReader& parent, const char* key, std::optional<dialogue::Modality>& out);

// A name or {"id": name}; an unknown one is an offence that lists the known. `named` is what the
// client wrote, `resolved` our voice.
void ReadVoice(FieldReader& parent, const char* key, const Vocabulary& vocabulary,
               std::optional<std::string>& named, std::optional<std::string>& resolved);

// Function tools, flat or nested ({"type": "function", "function": {...}}), become the flat form.
void ReadTools(FieldReader& parent, const char* key, std::optional<Json>& out);
void ReadToolChoice(FieldReader& parent, const char* key, std::optional<Json>& out);

// 0.7f as 0.7, not 0.699999988.
Json RoundedNumber(float value);

}  // namespace vivavoce::realtime
