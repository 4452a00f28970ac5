// A transcript as the formats of the transcription endpoint show it: SubRip, WebVTT (W3C), JSON.
// Threads  pure functions.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "realtime/transcription_request.h"

namespace vivavoce::realtime {

struct WholeTranscript {
  std::vector<TimedText> texts;  // in order
  double seconds = 0;            // of the sound
};

// The text of one more stretch, with a space before it where its language has one.
std::string Continuation(const std::string& before, const TimedText& next);
std::string PlainText(const WholeTranscript& transcript);
std::string SubRip(const WholeTranscript& transcript);  // 00:00:01,500 --> 00:00:02,000
std::string WebVtt(const WholeTranscript& transcript);
nlohmann::json VerboseJson(const WholeTranscript& transcript, const TranscriptionRequest& request);

}  // namespace vivavoce::realtime
