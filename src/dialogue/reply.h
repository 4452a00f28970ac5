// What the conversation asks of a reply generator, and what comes back. Shared by the pure core,
// the driver and every SpeechEngine.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/language.h"
#include "dialogue/item.h"

namespace vivavoce::dialogue {

using JobId = uint64_t;  // never reused within a conversation; 0 is none

// One turn of the history as the prompt sees it: user items that continue each other are already
// joined, assistant text is what was heard (cut text ends in an ellipsis).
struct HistoryMessage {
  ItemRole role = ItemRole::kUser;
  std::string text;
  // How a user said it, as a stage direction without brackets; "" for nothing worth telling. Never
  // part of `text`, which is the user's own words.
  std::string tone = {};
  friend bool operator==(const HistoryMessage&, const HistoryMessage&) = default;
};

struct ReplyRequest {
  std::string persona;
  std::string instructions;  // "": the persona's own
  std::vector<HistoryMessage> history;
  Language language = Language::kUnknown;  // of the last user turn
  Modality modality = Modality::kAudio;
  std::string voice;  // "": the persona's
  float speed = 1.0f;
  std::optional<float> temperature;  // nullopt: the persona's
  std::optional<int> max_output_tokens;
  std::string tools_json = "[]";
  bool guard = true;  // keep the persona in its character (docs/guard.md)
  uint32_t seed = 0;  // of the language model's draws
  bool must_call = false;  // a tool, whatever was said
  bool backchannels = false;  // some may be wanted while the user talks
};

// Whose "mm-hm" is wanted while the user talks.
struct BackchannelRequest {
  std::string persona;
  std::string voice;  // "": the persona's
  float speed = 1.0f;
  Language language = Language::kUnknown;  // of what the user is saying
};

// A word (English) or character (Chinese) of the reply and the samples that say it, counted from
// the beginning of the reply at 24 kHz; `text_end` is the byte offset in the reply's text behind
// it.
struct ReplyWord {
  size_t text_end = 0;
  int64_t start_sample = 0;
  int64_t end_sample = 0;
};

// How a clause of the reply is meant to be said, in words.
struct ReplyActing {
  std::string scene;                    // of the whole reply; with its first clause only
  std::vector<std::string> directions;  // of the clause, as the language model wrote them

  bool empty() const { return scene.empty() && directions.empty(); }
};

// A function tool that the reply wants called.
struct FunctionCall {
  std::string call_id;  // unique in the conversation
  std::string name;
  std::string arguments;  // a JSON object
};

enum class ReplyEnd { kComplete, kLength, kFailed, kAborted };

}  // namespace vivavoce::dialogue
