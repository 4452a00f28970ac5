// What a conversation is made of: items (history entries) and responses, as the wire knows them
// (docs/realtime.md) but without any dialect: realtime/ gives them their
// JSON. Plain values; no thread owns them.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/language.h"
#include "hearing/perception.h"

namespace vivavoce::dialogue {

enum class Modality { kText, kAudio };
enum class ItemType { kMessage, kFunctionCall, kFunctionCallOutput };
enum class ItemRole { kSystem, kUser, kAssistant };
enum class ItemStatus { kInProgress, kCompleted, kIncomplete };

// Sound kept with an item so that it can be retrieved; mono float32.
struct AudioClip {
  std::vector<float> samples;
  int sample_rate_hz = 0;
};

struct ContentPart {
  enum class Type { kInputText, kInputAudio, kOutputText, kOutputAudio };
  Type type = Type::kInputText;
  std::string text;                        // of text parts
  std::optional<std::string> transcript;   // of audio parts; nullopt: not known (yet)
  std::shared_ptr<const AudioClip> audio;  // only in ItemRetrieved and client-made audio items
};

struct Item {
  std::string id;
  ItemType type = ItemType::kMessage;
  ItemRole role = ItemRole::kUser;
  ItemStatus status = ItemStatus::kCompleted;
  std::vector<ContentPart> content;
  std::string call_id;    // function call and its output
  std::string name;       // function call
  std::string arguments;  // function call: a JSON object as text
  std::string output;     // function call output
  // How a user said it; only for clients that asked for perception events.
  std::shared_ptr<const hearing::Perception> perception = {};
};

enum class ResponseStatus { kInProgress, kCompleted, kCancelled, kFailed, kIncomplete };
enum class ResponseReason {
  kNone,
  kTurnDetected,
  kClientCancelled,
  kMaxOutputTokens,
  kContentFilter
};

struct TokenUsage {
  int input_text = 0;
  int input_audio = 0;
  int input_cached = 0;  // of input_text
  int output_text = 0;
  int output_audio = 0;
};

struct Response {
  std::string id;
  ResponseStatus status = ResponseStatus::kInProgress;
  ResponseReason reason = ResponseReason::kNone;
  std::string error_code;       // kFailed only
  std::string error_message;    // kFailed only
  std::vector<Item> output;     // without audio
  bool in_conversation = true;  // false: out of band, conversation_id is null on the wire
  Modality modality = Modality::kAudio;
  std::string voice;
  std::optional<int> max_output_tokens;  // nullopt: no limit
  std::optional<TokenUsage> usage;       // set when done
  std::map<std::string, std::string> metadata;
  std::string wire_format;  // of its sound, as CreateResponse named it
};

}  // namespace vivavoce::dialogue
