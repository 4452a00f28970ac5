// The settings of the program: one table of keys, each settable by a TOML file, an environment
// variable and a flag; later ones win in this order. `vivavoce config` prints the table.
#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace vivavoce::app {

struct Config {
  // [server]
  std::string host = "127.0.0.1";
  int port = 8765;              // 0: any free one
  int tls_port = -1;            // -1: no TLS; 0: any free one
  std::string tls_certificate;  // PEM file; empty: a development certificate is made
  std::string tls_key;
  std::vector<std::string> api_keys;  // as text
  std::string keys_file;              // hashed keys; empty: <home>/keys
  bool allow_anyone = false;          // no key is needed though other machines can connect
  std::vector<std::string> allowed_origins;
  int max_requests = 4;  // HTTP requests answered at a time
  int max_sessions = 8;
  int resume_window = 60;  // s that a broken session is kept for its client; 0: not at all
  // [llm]
  std::string llm_model =
      "qwen2.5-coder-1.5b";       // id in the model store, or the path of a GGUF file
  int llm_context_tokens = 4096;  // of each session
  std::string llm_remote_url;     // OpenAI-compatible endpoint instead of a local model
  std::string llm_remote_model;
  std::string llm_remote_key_env;
  // [personas]
  std::string persona_folder;
  std::string persona_default;
  // [perception]
  bool perception_emotion = true;  // moods may be judged, unless a session says no
  bool perception_speaker = true;  // whose voice it is may be judged, when a session asks
  // [runtime]
  int cores = 0;  // 0: all of the machine
  // [log]
  std::string log_level = "info";
  bool log_json = false;

  // The first offence, as "server.port: 70000 is not between 0 and 65535".
  Status Validate() const;
};

// A row of the table.
struct ConfigKey {
  std::string_view key;   // "server.port"
  std::string_view flag;  // "--port"; "" when there is none
  std::string_view help;
};

std::span<const ConfigKey> ConfigKeys();
std::string EnvironmentName(std::string_view key);  // "VIVAVOCE_SERVER_PORT"

// Sets one key from text; kInvalidArgument names the key and what is allowed.
Status SetConfig(Config& config, std::string_view key, std::string_view value);
std::string GetConfig(const Config& config, std::string_view key);

// Defaults, then the file (unless empty), then the environment, then `flags` (key -> value).
Result<Config> LoadConfig(const std::filesystem::path& file,
                          const std::map<std::string, std::string>& environment,
                          const std::map<std::string, std::string>& flags);

}  // namespace vivavoce::app
