#include "realtime/dialect.h"

#include <array>
#include <cctype>
#include <nlohmann/json.hpp>

namespace vivavoce::realtime {
namespace {

using Json = nlohmann::json;

template <size_t N>
bool HasAny(const Json& object, const std::array<const char*, N>& keys) {
  for (const char* key : keys) {
    if (object.contains(key)) return true;
  }
  return false;
}

char Lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

bool Contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace

std::string_view DialectName(Dialect dialect) {
  switch (dialect) {
    case Dialect::kGa:
      return "ga";
    case Dialect::kBeta:
      return "beta";
    case Dialect::kStepFun:
      return "stepfun";
  }
  return "ga";
}

std::optional<Dialect> DialectFromName(std::string_view name) {
  for (const Dialect dialect : {Dialect::kGa, Dialect::kBeta, Dialect::kStepFun}) {
    if (name == DialectName(dialect)) return dialect;
  }
  return std::nullopt;
}

std::string Handshake::Query(const std::string& name) const {
  const auto found = query.find(name);
  return found == query.end() ? std::string() : found->second;
}

std::string Handshake::Header(const std::string& name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? std::string() : found->second;
}

bool Handshake::HasSubprotocol(std::string_view prefix) const {
  for (const std::string& subprotocol : subprotocols) {
    if (subprotocol.starts_with(prefix)) return true;
  }
  return false;
}

bool MatchesPattern(std::string_view pattern, std::string_view text) {
  size_t p = 0, t = 0, star = std::string_view::npos, retry = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      retry = t;
    } else if (p < pattern.size() && Lower(pattern[p]) == Lower(text[t])) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++retry;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

std::optional<Dialect> DialectFromHandshake(const Handshake& handshake,
                                            std::optional<Dialect> configured,
                                            const std::vector<std::string>& stepfun_models) {
  if (const auto asked = DialectFromName(handshake.Query("dialect"))) return asked;
  if (configured) return configured;
  if (Contains(handshake.Header("openai-beta"), "realtime=v1") ||
      handshake.HasSubprotocol("openai-beta.realtime-v1")) {
    return Dialect::kBeta;
  }
  if (Contains(handshake.path, "/openai/v1/")) return Dialect::kGa;
  if (Contains(handshake.path, "/openai/realtime") &&
      Contains(handshake.Query("api-version"), "preview")) {
    return Dialect::kBeta;
  }
  if (handshake.path.starts_with("/step_plan/")) return Dialect::kStepFun;
  for (const std::string& pattern : stepfun_models) {
    if (MatchesPattern(pattern, handshake.Query("model"))) return Dialect::kStepFun;
  }
  const std::string agent = handshake.Header("user-agent");
  if (handshake.HasSubprotocol("openai-agents-sdk.") || Contains(agent, "Agents/JavaScript") ||
      Contains(agent, "Agents/Python")) {
    return Dialect::kGa;
  }
  return std::nullopt;
}

void DialectLock::ObserveSession(const Json& session) {
  if (decided_ || !session.is_object()) return;
  static constexpr std::array kGaKeys{"type", "audio", "output_modalities", "max_output_tokens"};
  static constexpr std::array kBetaKeys{"modalities",
                                        "voice",
                                        "input_audio_format",
                                        "output_audio_format",
                                        "turn_detection",
                                        "input_audio_transcription",
                                        "temperature",
                                        "input_audio_noise_reduction",
                                        "max_response_output_tokens"};
  if (HasAny(session, kGaKeys)) {
    decided_ = Dialect::kGa;
  } else if (HasAny(session, kBetaKeys)) {
    decided_ = Dialect::kBeta;
  }
}

void DialectLock::ObserveResponse(const Json& response) {
  if (decided_ || !response.is_object()) return;
  // max_output_tokens is no mark here: beta clients send it too.
  static constexpr std::array kGaKeys{"audio", "output_modalities"};
  static constexpr std::array kBetaKeys{"modalities", "voice", "output_audio_format", "temperature",
                                        "max_response_output_tokens"};
  if (HasAny(response, kGaKeys)) {
    decided_ = Dialect::kGa;
  } else if (HasAny(response, kBetaKeys)) {
    decided_ = Dialect::kBeta;
  }
}

Dialect DialectLock::LockForOutput() {
  if (!decided_) decided_ = fallback_;
  return *decided_;
}

}  // namespace vivavoce::realtime
