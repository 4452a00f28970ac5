// What a conversation tells its client, whatever the dialect: one struct an event of
// docs/realtime.md. realtime/ turns them into JSON.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "dialogue/item.h"
#include "dialogue/reply.h"
#include "hearing/perception.h"

namespace vivavoce::dialogue {

struct SessionUpdated {
  uint64_t serial = 0;  // of the UpdateSession it answers
};
struct ErrorEvent {
  std::string type = "invalid_request_error";  // or server_error
  std::string code;
  std::string message;
  std::string param;     // "": null on the wire
  std::string event_id;  // the client's; "": null on the wire
  uint64_t serial = 0;   // of an UpdateSession, else 0
};
struct InputCommitted {
  std::string item_id;
  std::optional<std::string> previous_item_id;
};
struct InputCleared {};
struct SpeechStarted {
  std::string item_id;
  int64_t audio_start_ms = 0;  // session audio clock, prefix padding included
};
struct SpeechStopped {
  std::string item_id;
  int64_t audio_end_ms = 0;
};
struct TimeoutTriggered {
  std::string item_id;
  int64_t audio_start_ms = 0;
  int64_t audio_end_ms = 0;
};
struct ItemAdded {  // beta: conversation.item.created
  Item item;
  std::optional<std::string> previous_item_id;
};
struct ItemDone {  // beta: nothing
  Item item;
  std::optional<std::string> previous_item_id;
};
struct ItemRetrieved {
  Item item;  // the driver adds the audio it keeps
};
struct ItemDeleted {
  std::string item_id;
};
struct ItemTruncated {
  std::string item_id;
  int content_index = 0;
  int64_t audio_end_ms = 0;
};
// More of the words of an utterance that goes on; the deltas of an item are the beginning of its
// transcript, unless the recogniser changed its mind at the end.
struct TranscriptionDelta {
  std::string item_id;
  int content_index = 0;
  std::string delta;
};
struct TranscriptionCompleted {
  std::string item_id;
  int content_index = 0;
  std::string transcript;
  Language language = Language::kUnknown;
  double seconds = 0;  // of audio, for usage
};
struct TranscriptionFailed {
  std::string item_id;
  int content_index = 0;
  std::string code;
  std::string message;
};
struct ResponseCreated {
  Response response;
};
struct ResponseDone {
  Response response;
};
struct OutputItemAdded {
  std::string response_id;
  int output_index = 0;
  Item item;
};
struct OutputItemDone {
  std::string response_id;
  int output_index = 0;
  Item item;
};

// Where in a response a delta belongs.
struct PartAddress {
  std::string response_id;
  std::string item_id;
  int output_index = 0;
  int content_index = 0;
};
struct ContentPartAdded {
  PartAddress at;
  Modality modality = Modality::kAudio;  // part.type is "audio" or "text"
};
struct ContentPartDone {
  PartAddress at;
  Modality modality = Modality::kAudio;
  std::string text;  // the text, or the transcript of an audio part
};
struct TextDelta {
  PartAddress at;
  std::string delta;
};
struct TextDone {
  PartAddress at;
  std::string text;
};
struct TranscriptDelta {
  PartAddress at;
  std::string delta;
};
struct TranscriptDone {
  PartAddress at;
  std::string transcript;
};
// Samples [from_sample, to_sample) of the reply `job`, 24 kHz. The core names them, the driver
// fills `samples`.
struct AudioDelta {
  PartAddress at;
  uint64_t job = 0;
  int64_t from_sample = 0;
  int64_t to_sample = 0;
  bool in_conversation = true;  // false: out of band, and nobody knows whether it is played
  bool fade_in = false;  // speech goes on after it was stopped: its first 40 ms rise from silence
  std::vector<float> samples;
};
struct AudioDone {
  PartAddress at;
};
struct FunctionCallArgumentsDelta {
  PartAddress at;
  std::string call_id;
  std::string delta;
};
struct FunctionCallArgumentsDone {
  PartAddress at;
  std::string call_id;
  std::string name;
  std::string arguments;
};
// Vendor, opt-in (SessionConfig::latency_events): ms from the end of the user's speech (last voiced
// sample) to each stage of the answer: "end_of_turn", "asr_final", "first_token", "first_clause",
// "first_audio" (it may be an opener), "first_words" (the reply's own). Told with the latter;
// absent stages were not reached.
struct TurnLatency {
  std::string response_id;
  std::map<std::string, int64_t> stages_ms;
};

// Vendor, opt-in (PerceptionSettings::events). How the words of a committed item were said; told with
// its transcript.
struct PerceptionCompleted {
  std::string item_id;
  std::shared_ptr<const hearing::Perception> heard;
  std::string tone;  // what the language model reads beside the words
};
// The same of a turn that goes on, about twice a second: no words are known yet.
struct PerceptionUpdated {
  std::string item_id;
  int64_t audio_end_ms = 0;
  std::shared_ptr<const hearing::Perception> heard;
};

// Vendor, opt-in (SessionConfig::acting_events). How the words that follow are meant to be said.
struct ReplyActed {
  PartAddress at;
  int64_t audio_start_ms = 0;  // in the reply
  ReplyActing acting;
};

// Vendor, opt-in (SessionConfig::backchannels). "Mm-hm" while the user talks, to be played at once
// and whatever else is going on; it belongs to no response and no item of the history.
struct BackchannelSpoken {
  std::string item_id;  // of the turn that goes on
  std::string text;
  std::vector<float> samples;  // 24 kHz
};

using ServerEvent =
    std::variant<SessionUpdated, ErrorEvent, InputCommitted, InputCleared, SpeechStarted,
                 SpeechStopped, TimeoutTriggered, ItemAdded, ItemDone, ItemRetrieved, ItemDeleted,
                 ItemTruncated, TranscriptionDelta, TranscriptionCompleted, TranscriptionFailed,
                 ResponseCreated, ResponseDone, OutputItemAdded, OutputItemDone, ContentPartAdded,
                 ContentPartDone, TextDelta, TextDone, TranscriptDelta, TranscriptDone, AudioDelta,
                 AudioDone, FunctionCallArgumentsDelta, FunctionCallArgumentsDone, TurnLatency,
                 PerceptionCompleted, PerceptionUpdated, ReplyActed, BackchannelSpoken>;

}  // namespace vivavoce::dialogue
