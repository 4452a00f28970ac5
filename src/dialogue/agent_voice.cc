#include "dialogue/agent_voice.h"

namespace vivavoce::dialogue {

std::optional<VoiceState> NextVoiceState(VoiceState state, VoiceEvent event) {
  using S = VoiceState;
  using E = VoiceEvent;
  switch (event) {
    case E::kOpenReady:
      return IsOpen(state) ? std::nullopt : std::optional(S::kSpeaking);
    case E::kOpenPending:
      return IsOpen(state) ? std::nullopt : std::optional(S::kStarting);
    case E::kFirstOutput:
      return state == S::kStarting ? std::optional(S::kSpeaking) : std::nullopt;
    case E::kStop:
      return state == S::kSpeaking ? std::optional(S::kYielding) : std::nullopt;
    case E::kGoOn:
      return state == S::kYielding ? std::optional(S::kSpeaking) : std::nullopt;
    case E::kClosed:
      return IsOpen(state) ? std::optional(S::kIdle) : std::nullopt;
    case E::kComplete:
      return state == S::kStarting || state == S::kSpeaking ? std::optional(S::kDraining)
                                                            : std::nullopt;
    case E::kCompleteWithCalls:
      return state == S::kStarting || state == S::kSpeaking ? std::optional(S::kTool)
                                                            : std::nullopt;
    case E::kPlayedOut:
      return state == S::kDraining ? std::optional(S::kIdle) : std::nullopt;
    case E::kCut:
      return state == S::kDraining ? std::optional(S::kIdle) : std::nullopt;
  }
  return std::nullopt;
}

std::string_view ToString(VoiceState state) {
  static constexpr std::string_view kNames[] = {"Idle",     "Starting", "Speaking",
                                                "Yielding", "Draining", "Tool"};
  return kNames[static_cast<size_t>(state)];
}

}  // namespace vivavoce::dialogue
