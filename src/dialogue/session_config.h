// The settings of a session that the conversation obeys. realtime/ fills it from either dialect.
// Plain values.
#pragma once

#include <optional>
#include <string>

#include "base/error.h"
#include "base/language.h"
#include "dialogue/item.h"

namespace vivavoce::dialogue {

struct TurnDetection {
  enum class Type { kNone, kServerVad, kSemanticVad };
  enum class Eagerness { kAuto, kLow, kMedium, kHigh };
  Type type = Type::kServerVad;
  float threshold = 0.5f;       // (0, 1): voice probability at which speech begins
  int prefix_padding_ms = 300;  // [0, 5000]
  std::optional<int>
      silence_duration_ms;  // [0, 10000]; nullopt: 500, stretched when the text is unfinished
  std::optional<int> idle_timeout_ms;  // [5000, 30000]; nullopt: never
  Eagerness eagerness = Eagerness::kAuto;
  bool create_response = true;
  bool interrupt_response = true;
  friend bool operator==(const TurnDetection&, const TurnDetection&) = default;
};

// How user speech over the agent's voice is judged. kAdaptive waits for a verdict (backchannels and
// coughs do not stop the voice); kImmediate stops at any onset, as the OpenAI service does.
enum class InterruptionPolicy { kAdaptive, kImmediate };

// What is done to the user's sound before anything hears it. For a microphone far from the mouth more
// noise is taken out and a quiet voice is raised.
enum class NoiseReduction { kNone, kNearField, kFarField };

// What is done with how things are said, beside their words.
struct PerceptionSettings {
  bool events = false;  // vendor opt-in: PerceptionUpdated and PerceptionCompleted, Item::perception
  bool prompt = true;   // the language model reads it beside the words
  bool emotion = true;  // consent to judge moods; without it no mood is judged, told or used
  bool speaker = false;   // vendor opt-in: judge whether a woman, a man or a child is speaking
  bool identity = false;  // vendor opt-in: tell the people who speak in this conversation apart
  friend bool operator==(const PerceptionSettings&, const PerceptionSettings&) = default;
};

struct SessionConfig {
  std::string persona;       // id of a loaded persona; "" is the server's default
  std::string instructions;  // the client's; "" leaves the persona's own
  std::string voice;         // "" or a persona alias: the persona's voice for each language
  float speed = 1.0f;        // [0.25, 1.5]
  Modality modality = Modality::kAudio;
  TurnDetection turn_detection;
  NoiseReduction noise_reduction = NoiseReduction::kNone;
  bool echo_cancellation = true;  // what we say is taken out of what we hear
  InterruptionPolicy interruption = InterruptionPolicy::kAdaptive;
  bool transcription_events = false;             // tell the client what was heard
  bool transcription_deltas = false;             // and while it is being said
  bool transcription_only = false;               // nothing is ever answered
  Language input_language = Language::kUnknown;  // hint; kUnknown: detect
  std::string transcription_prompt;              // names and words likely to be said
  std::optional<float> temperature;              // [0, 2]; nullopt: the persona's
  std::optional<int> max_output_tokens;          // nullopt: no limit
  std::string tools_json = "[]";                 // function tools, normalised to the flat form
  std::string tool_choice_json = "\"auto\"";
  bool openers = true;          // a persona may begin with "Hmm," while it still thinks
  bool backchannels = false;    // vendor opt-in: it may say "mm-hm" while the user talks
  bool guard = true;            // keep the persona in its character (docs/guard.md)
  bool latency_events = false;  // vendor opt-in: TurnLatency events
  bool acting_events = false;   // vendor opt-in: ReplyActed events
  PerceptionSettings perception;

  Status Validate()
      const;  // the first offence; field names are relative ("turn_detection.threshold")
};

// Whether prompts of the two begin alike: persona, instructions, tools, the guard's examples.
bool HasSamePrompt(const SessionConfig& a, const SessionConfig& b);

}  // namespace vivavoce::dialogue
