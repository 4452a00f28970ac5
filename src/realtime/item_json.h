// Conversation items (docs/realtime.md) between JSON and dialogue::Item.
// Threads  pure functions.
#pragma once

#include "dialogue/item.h"
#include "realtime/audio_format.h"
#include "realtime/dialect.h"
#include "realtime/field_reader.h"

namespace vivavoce::realtime {

// Both dialects' content types are read whatever the connection speaks. `may_refer` admits
// {"type": "item_reference", "id": ...}, which gives an Item with only an id.
dialogue::Item ReadItem(FieldReader& item, const AudioFormat& input_format, bool may_refer);

// Assistant content is output_text/output_audio in GA, text/audio in beta. Audio that a part
// carries is encoded in `audio_format`.
Json ItemToJson(const dialogue::Item& item, Dialect dialect, const AudioFormat& audio_format);

}  // namespace vivavoce::realtime
