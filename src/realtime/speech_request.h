// The body of POST /v1/audio/speech: OpenAI's fields and StepFun's.
// Threads  pure functions.
#pragma once

#include <expected>
#include <string>

#include "audio/sound_encoder.h"
#include "realtime/http_services.h"
#include "realtime/json_text.h"

namespace vivavoce::realtime {

inline constexpr size_t kMostSpeechBytes = 16 << 10;  // of `input`: OpenAI's 4096 characters

struct SpeechRequest {
  std::string text;
  std::string instruction;               // OpenAI's `instructions` and StepFun's `instruction`
  bool brackets_are_directions = false;  // as StepFun has it
  std::string voice;  // ours; "": the default persona's
  float speed = 1;    // [0.25, 4]
  float gain_db = 0;
  audio::SoundFormat format = audio::SoundFormat::kMp3;  // as both services default to
  int sample_rate_hz = kServiceSpeechHz;
  bool as_events = false;  // stream_format "sse"
  bool plan = false;       // vivavoce.plan; needs as_events
};

std::expected<SpeechRequest, ApiError> ParseSpeechRequest(const Json& body,
                                                          const HttpServices& services);

}  // namespace vivavoce::realtime
