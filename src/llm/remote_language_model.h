// LanguageModel behind an OpenAI-compatible HTTP endpoint: POST <base_url>/chat/completions,
// streamed as server-sent events (https://platform.openai.com/docs/api-reference/chat-streaming).
// llama-server, vLLM, SGLang and the hosted ones speak it.
//
// The endpoint keeps its own prefix cache, so Prefill only reports success and cached_tokens is
// what the endpoint says, if anything. top_k, min_p and repeat_penalty are extensions of local
// engines and are sent only if send_extensions is set. A speculative request waits until no other
// runs, like a local one. Each session has a thread of its own, which its callbacks run on.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <string>

#include "llm/http_stream.h"
#include "llm/language_model.h"

namespace vivavoce::llm {

struct RemoteModelConfig {
  std::string base_url;           // "https://api.example.com/v1"
  std::string model;              // sent as it is
  std::string api_key_env;        // environment variable that holds the key; empty: no key
  int context_tokens = 8192;      // what the endpoint grants a request; [128, 10000000]
  int connect_timeout_ms = 5000;  // [100, 600000]
  int read_timeout_ms = 30000;    // between two pieces of the answer; [100, 600000]
  bool send_extensions = false;

  Status Validate() const;
};

class RemoteLanguageModel final : public LanguageModel {
 public:
  // Does not contact the endpoint. kInvalidArgument also when the key's variable is not set.
  static Result<std::unique_ptr<LanguageModel>> Create(const RemoteModelConfig& config);
  ~RemoteLanguageModel() override;

  Result<std::unique_ptr<ChatSession>> OpenSession() override;
  int ContextTokens() const override { return config_.context_tokens; }
  // An estimate, erring high: the endpoint's tokeniser is not known. Four bytes of ASCII are a
  // token, and so is every other character.
  Result<int> CountTokens(std::string_view text) const override;
  std::string Name() const override { return config_.model; }

 private:
  class Session;
  struct Traffic;

  RemoteLanguageModel(RemoteModelConfig config, HttpUrl url, std::string key);

  const RemoteModelConfig config_;
  const HttpUrl url_;
  const std::string key_;
  std::shared_ptr<Traffic> traffic_;
};

}  // namespace vivavoce::llm
