// The agent's side: a table of the states its voice is in. Threads: pure functions.
#pragma once

#include <optional>
#include <string_view>

namespace vivavoce::dialogue {

enum class VoiceState {
  kIdle,
  kStarting,  // the response is open, nothing of it was sent
  kSpeaking,
  kYielding,  // sending has stopped; a verdict on the user's speech is pending
  kDraining,  // the response is over and still audible
  kTool,      // calls are out, the client owes their outputs
};
inline constexpr int kNumVoiceStates = 6;

enum class VoiceEvent {
  kOpenReady,    // a response opens with audio at hand
  kOpenPending,  // a response opens
  kFirstOutput,
  kStop,      // the user has spoken into it for long enough
  kGoOn,      // and did not mean it
  kClosed,    // interrupted, cancelled or failed
  kComplete,  // all sent
  kCompleteWithCalls,
  kPlayedOut,
  kCut,  // interrupted while draining
};
inline constexpr int kNumVoiceEvents = 10;

// nullopt: the pair is a no-op.
std::optional<VoiceState> NextVoiceState(VoiceState state, VoiceEvent event);
std::string_view ToString(VoiceState state);

// A response is open in the default conversation.
constexpr bool IsOpen(VoiceState state) {
  return state == VoiceState::kStarting || state == VoiceState::kSpeaking ||
         state == VoiceState::kYielding;
}

}  // namespace vivavoce::dialogue
