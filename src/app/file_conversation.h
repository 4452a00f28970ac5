// Conversations from files: the very same Conversation as on the wire, fed with recorded turns.
//
// Time is virtual but honest: it runs with the real clock while an engine computes, and jumps to
// the next event while none does. Latencies are therefore those of a live conversation on this
// machine, and a minute of talk takes only the time it takes to compute.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/language.h"
#include "dialogue/session_config.h"
#include "dialogue/speech_engine.h"
#include "hearing/perception.h"

namespace vivavoce::app {

// What the user does: says something (samples) or types it (text).
struct UserTurn {
  std::vector<float> samples;
  int sample_rate_hz = 0;
  std::string text;
};

struct TurnOutcome {
  std::string user_text;
  Language language = Language::kUnknown;
  std::string tone;  // how it was said, as the language model read it; "" for nothing marked
  std::shared_ptr<const hearing::Perception> heard;  // nullptr for typed turns
  std::string reply_text;
  std::vector<float> reply_samples;  // 24 kHz
  std::string status;  // "completed", "failed", ...; "no_reply" when nothing was heard
  std::string error;
  std::map<std::string, int64_t> latency_ms;
};

// Runs the turns one after the other in one conversation. `on_turn` (may be empty) sees each
// outcome at once. Errors only when no conversation can be had; a failed reply is an outcome.
Result<std::vector<TurnOutcome>> RunFileConversation(
    dialogue::SpeechEngine& engine, dialogue::SessionConfig session,
    const std::vector<UserTurn>& turns, const std::function<void(const TurnOutcome&)>& on_turn);

}  // namespace vivavoce::app
