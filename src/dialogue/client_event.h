// What a client may ask of a conversation, whatever the dialect said it in. `event_id` is the
// client's own id, echoed in errors; empty when it gave none.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "dialogue/item.h"
#include "dialogue/session_config.h"

namespace vivavoce::dialogue {

struct UpdateSession {
  std::string event_id;
  SessionConfig config;  // whole: the sender has merged its patch
  uint64_t serial =
      0;  // echoed in SessionUpdated or ErrorEvent, so that the sender finds its patch
};
struct CommitInput {
  std::string event_id;
};
struct ClearInput {
  std::string event_id;
};
struct CreateItem {
  std::string event_id;
  Item item;                                    // empty id: one is made
  std::optional<std::string> previous_item_id;  // nullopt: append; "root": front
};
struct RetrieveItem {
  std::string event_id;
  std::string item_id;
};
struct DeleteItem {
  std::string event_id;
  std::string item_id;
};
struct TruncateItem {
  std::string event_id;
  std::string item_id;
  int content_index = 0;
  int64_t audio_end_ms = 0;
};
struct CreateResponse {
  std::string event_id;
  std::optional<std::string> instructions;  // replaces the session's for this response
  std::optional<Modality> modality;
  std::optional<std::string> voice;
  std::optional<float> temperature;
  std::optional<std::optional<int>> max_output_tokens;
  std::optional<std::string> tools_json;
  std::optional<std::string> tool_choice_json;
  bool in_conversation = true;             // false: conversation "none"
  std::optional<std::vector<Item>> input;  // replaces the history for this response; item_reference
                                           // entries are resolved: an Item with only an id
  std::map<std::string, std::string> metadata;
  // The sound's format in the words of the wire, passed on in Response; "": the session's.
  std::string wire_format;

  // Nothing set that could change what is said; metadata and the wire's format do not count.
  bool IsPlain() const {
    return !instructions && !modality && !voice && !temperature && !max_output_tokens &&
           !tools_json && !tool_choice_json && in_conversation && !input;
  }
};
struct CancelResponse {
  std::string event_id;
  std::string response_id;  // "": the active one
};

// The client's connection broke. Without a window an open reply is cancelled after 2 s; with one it
// waits for SocketResumed that long, and nothing more is sent in the meantime.
struct SocketLost {
  int64_t window_ms = 0;
};
// The client is back. It has not got the last `missed_samples` of the sound that was sent (24 kHz);
// whoever reports this sends them again.
struct SocketResumed {
  int64_t missed_samples = 0;
};

using ClientEvent =
    std::variant<UpdateSession, CommitInput, ClearInput, CreateItem, RetrieveItem, DeleteItem,
                 TruncateItem, CreateResponse, CancelResponse, SocketLost, SocketResumed>;

}  // namespace vivavoce::dialogue
