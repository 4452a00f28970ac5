// Everything a session object shows: what the conversation obeys (dialogue::SessionConfig) and what
// only the wire knows. Plain values.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dialogue/session_config.h"
#include "realtime/audio_format.h"

namespace vivavoce::realtime {

// The names a client may use. An alias ("alloy", "xiaoyue") stands for one of our voices, or for ""
// when the persona's own voices shall speak.
struct Vocabulary {
  std::vector<std::string> voices;
  std::map<std::string, std::string> voice_aliases;
  std::vector<std::string> personas;  // empty: any name is passed on
  bool emotion_allowed = true;        // perception.emotion of the server's configuration
  bool speaker_allowed = true;        // perception.speaker of the server's configuration
  // Is there such a persona now? Empty: `personas` never changes.
  std::function<bool(std::string_view)> has_persona;

  bool HasPersona(std::string_view name) const;
  std::optional<std::string> ResolveVoice(std::string_view name) const;  // nullopt: unknown
  std::string VoiceNames() const;                                        // for messages
};

// Shown to beta clients that set none; the persona's own is used then.
inline constexpr float kBetaTemperature = 0.8f;

enum class SessionKind { kRealtime, kTranscription };

struct SessionSettings {
  SessionKind kind = SessionKind::kRealtime;
  std::string id;
  std::string model;
  int64_t expires_at = 0;  // seconds since 1970; 0: never, null on the wire
  dialogue::SessionConfig config;
  AudioFormat input_format;
  AudioFormat output_format;
  std::string voice;                   // as the client named it; config.voice is ours
  bool turn_detection_chosen = false;  // the client has mentioned turn_detection
  // Vendor opt-ins of the connection (docs/realtime.md).
  bool resume = false;             // a broken connection may be continued
  std::string resume_token;        // shown when `resume`
  int resume_window_seconds = 60;  // the server's; 0: no session may be resumed
  bool expiry_events = false;      // vivavoce.session_expiring
  // Kept to be shown; null is off.
  Json transcription;  // {model, language, prompt, ...}
  Json noise_reduction;
  Json tools = Json::array();
  Json tool_choice = "auto";
  Json include;
  Json tracing;
  Json truncation = "auto";
  Json reasoning;            // omitted when null
  Json parallel_tool_calls;  // omitted when null
};

}  // namespace vivavoce::realtime
