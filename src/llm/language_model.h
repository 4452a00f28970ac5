// Seam: chat messages to text.
//
// A LanguageModel is loaded once and shared. A ChatSession is one conversation's place in it: it
// keeps what it has already read (the KV cache of its last prompt and reply), so that the next
// prompt only costs what is new. Prompts are given whole every time; the session finds the common
// prefix itself and rolls back what no longer matches. Correctness never depends on the cache:
// greedy output equals that of a fresh session.
//
// Threads  all methods of both classes may be called from any thread and return at once. Callbacks
// run
//          on the model's own thread, one at a time per session; they must be quick and may call
//          Cancel but not wait for it.
// Order    on_text* then exactly one on_done per Generate/Prefill, also when cancelled or failed,
// and
//          none after the ChatSession's destructor has returned (it waits for the callback in
//          flight).
// One job runs per session at a time; further ones wait in order. Jobs of different sessions share
// batches.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace vivavoce::llm {

enum class ChatRole { kSystem, kUser, kAssistant, kTool };

// "system", "user" or "assistant". A tool's result is handed back as the user's, as in Qwen's chat
// template; role "tool" would need the id of a call, which messages here do not carry.
const char* RoleName(ChatRole role);

struct ChatMessage {
  ChatRole role = ChatRole::kUser;
  std::string content;
  // Bytes at the end of the content that are none of the speaker's words, but about them.
  size_t aside = 0;
  friend bool operator==(const ChatMessage&, const ChatMessage&) = default;
};

struct SamplingParams {
  float temperature = 0.7f;       // [0, 2]; 0 is greedy
  float top_p = 0.9f;             // (0, 1]
  int top_k = 40;                 // 0: off
  float min_p = 0.05f;            // [0, 1]
  float repeat_penalty = 1.08f;   // [1, 2]; 1: off; over the last 128 tokens
  uint32_t seed = 0;              // same seed, same prompt, same text (when alone in the batch)
  int max_tokens = 512;           // >= 1
  std::vector<std::string> stop;  // text that ends the reply; never part of it
  // Tokens that must not appear (each string is tokenised; only single-token strings are banned).
  std::vector<std::string> banned;
  // Texts that must not be written, across tokens; ASCII letters in either case. A token that would
  // complete one is never picked. A remote model is not told.
  std::vector<std::string> banned_texts;
};

struct GenerateRequest {
  std::vector<ChatMessage> messages;  // if the last is kAssistant its text is continued
  SamplingParams sampling;
  bool speculative = false;  // runs only while no other job waits
};

enum class FinishReason { kStop, kLength, kCancelled, kError };

struct GenerationResult {
  FinishReason reason = FinishReason::kStop;
  Error error;  // set when reason is kError
  int prompt_tokens = 0;
  int cached_tokens = 0;  // of prompt_tokens, those already in the session
  int completion_tokens = 0;
  double prefill_ms = 0;  // queueing included
  double decode_ms = 0;
};

struct GenerationCallbacks {
  // A piece of text as soon as it is certain (complete UTF-8, no stop string begun). May be empty
  // functions.
  std::function<void(std::string_view piece)> on_text;
  std::function<void(const GenerationResult&)> on_done;
  // Once, when the prompt has been read as far as that layer and before any text: what the model made of it, as hidden states
  // of one layer (LlamaConfig::state_layer). First their mean over the tokens of the last user
  // message's words (without its aside), in which what stands behind them has no part; then that of
  // the last token of the prompt. Of very long messages the end is told. A remote model, one without
  // such a layer, and messages without words tell nothing.
  std::function<void(std::span<const float> state)> on_state = {};
  // A piece of a prompt that takes several steps has been read: the model lives. A remote model does
  // not tell.
  std::function<void()> on_reading = {};
};

using GenerationId = uint64_t;

class ChatSession {
 public:
  virtual ~ChatSession() = default;  // cancels what runs
  virtual GenerationId Generate(GenerateRequest request, GenerationCallbacks callbacks) = 0;
  // Reads the messages into the cache, generates nothing. `messages` may end in an unfinished user
  // message; what the next prompt shares with it is then free.
  virtual GenerationId Prefill(std::vector<ChatMessage> messages,
                               std::function<void(const GenerationResult&)> on_done) = 0;
  // As Prefill, for a prompt of the server's own that every start will want: a model that can, keeps
  // what it read on disk. Never for what a client sent.
  virtual GenerationId PrefillForGood(std::vector<ChatMessage> messages,
                                      std::function<void(const GenerationResult&)> on_done) {
    return Prefill(std::move(messages), std::move(on_done));
  }
  virtual void Cancel(GenerationId id) = 0;  // unknown or finished ids are ignored
};

class LanguageModel {
 public:
  virtual ~LanguageModel() = default;
  virtual Result<std::unique_ptr<ChatSession>> OpenSession() = 0;  // the model must outlive it
  virtual int ContextTokens() const = 0;                           // per session
  virtual Result<int> CountTokens(std::string_view text) const = 0;
  virtual std::string Name() const = 0;
};

}  // namespace vivavoce::llm
