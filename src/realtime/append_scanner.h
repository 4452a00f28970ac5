// Finds the sound in an input_audio_buffer.append without building a JSON document: nine in ten of a
// client's messages are these, and long.
// Threads  pure functions.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace vivavoce::realtime {

// Of a client's event_id; a longer one is an offence, and the document is read to tell it.
inline constexpr size_t kMostEventIdBytes = 512;

// The base64 of `text`, if that is an append of the usual form: one object with a "type", an "audio"
// and at most an "event_id", each once and each a string of ASCII without escapes. nullopt says
// nothing but that the document has to be read in earnest. What is between the quotes of the base64 is
// not looked at, but that it holds no quote.
std::optional<std::string_view> ScanAppend(std::string_view text);

}  // namespace vivavoce::realtime
