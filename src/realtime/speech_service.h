// Seam: text to sound for the HTTP endpoints.
// Threads  Speak from several threads at once; it blocks, and asks the thread budget itself.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/cancellation.h"
#include "base/error.h"
#include "realtime/speech_plan.h"

namespace vivavoce::realtime {

inline constexpr int kServiceSpeechHz = 24000;

struct SpeechJob {
  std::string text;   // any text, with mark-up
  // One of Voices(), a blend of them, a persona for its own voice and pace in the text's language,
  // or "" for the default persona.
  std::string voice;
  float speed = 1;    // [0.25, 4]
  std::string instruction = {};  // how all of it is spoken: a scene or a tone, in words
  // StepFun's requests: every bracket is a direction. Otherwise only those that read like one.
  bool brackets_are_directions = false;
  bool plan = false;  // tell how each clause is spoken
};

// A clause that was spoken.
struct ServiceClause {
  std::span<const float> samples;    // mono float32 at kServiceSpeechHz
  const SpeechPlan* plan = nullptr;  // when asked for and known
};

struct VoiceDescription {
  std::string id;
  std::string language;  // "en", "zh"
  std::string gender;    // "female", "male"
};

class SpeechService {
 public:
  virtual ~SpeechService() = default;
  // Calls `on_clause` as soon as a clause is spoken; false from it ends the work. Text with nothing
  // to say gives no clause.
  // Errors: kNotFound for the voice, kCancelled, kInternal.
  virtual Status Speak(const SpeechJob& job, const CancellationToken& cancel,
                       const std::function<bool(const ServiceClause&)>& on_clause) = 0;
  virtual std::vector<VoiceDescription> Voices() const = 0;
};

}  // namespace vivavoce::realtime
