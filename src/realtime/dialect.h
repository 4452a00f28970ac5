// The shapes in which a client and the server may speak (docs/realtime.md), and how a
// connection finds out which one it is: from the handshake if that says so, else from the first
// session.update or response.create, else by default at the first output event. Until then the
// answers satisfy both shapes.
// Threads  one caller at a time; DialectFromHandshake is a pure function.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vivavoce::realtime {

enum class Dialect {
  kGa,       // OpenAI since August 2025: response.output_audio.delta, nested session.audio
  kBeta,     // before it: response.audio.delta, flat session
  kStepFun,  // beta with always-on transcription and response.cancelled
};

constexpr bool IsBetaShaped(Dialect dialect) { return dialect != Dialect::kGa; }
std::string_view DialectName(Dialect dialect);                  // "ga", "beta", "stepfun"
std::optional<Dialect> DialectFromName(std::string_view name);  // the inverse
inline constexpr std::string_view kDialectNames = "ga, beta, stepfun";

// What the HTTP upgrade request said, without its transport.
struct Handshake {
  std::string path;                            // "/v1/realtime"
  std::map<std::string, std::string> query;    // decoded
  std::map<std::string, std::string> headers;  // names in lower case
  std::vector<std::string> subprotocols;

  std::string Query(const std::string& name) const;   // "" when absent
  std::string Header(const std::string& name) const;  // "" when absent
  bool HasSubprotocol(std::string_view prefix) const;
};

// Case-insensitive match with '*' for any run of characters: "step-*-realtime".
bool MatchesPattern(std::string_view pattern, std::string_view text);

// Rules 1-5: `configured` and the query parameter "dialect" come first, then the beta header and
// subprotocol, the path, the model's name, and the marks of OpenAI's agents SDK. nullopt:
// undecided.
std::optional<Dialect> DialectFromHandshake(const Handshake& handshake,
                                            std::optional<Dialect> configured,
                                            const std::vector<std::string>& stepfun_models);

// Rules 6-8.
class DialectLock {
 public:
  DialectLock(std::optional<Dialect> decided, Dialect fallback)
      : decided_(decided), fallback_(fallback) {}

  std::optional<Dialect> dialect() const { return decided_; }
  // Looks at the "session" of a session.update or the "response" of a response.create. An object
  // with marks of both shapes counts as GA when it has a "type" or "audio".
  void ObserveSession(const nlohmann::json& session);
  void ObserveResponse(const nlohmann::json& response);
  void Observe(Dialect shown) { decided_ = decided_.value_or(shown); }  // by an event's name
  Dialect LockForOutput();  // the default, if nothing decided before

 private:
  std::optional<Dialect> decided_;
  Dialect fallback_;
};

}  // namespace vivavoce::realtime
