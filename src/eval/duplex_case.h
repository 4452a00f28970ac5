// A scripted meeting of two parties with exact truth: what the microphone hears, who holds the
// floor when it begins, and what a good listener would do. The kinds are those of Full-Duplex-Bench
// (Lin et al. 2025: pause handling, backchannels, smooth turn-taking, user interruption) and of its
// version 1.5 (overlaps: interruption, backchannel, talk to others, background sound), with the
// agent's own echo besides. Plain values.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/language.h"

namespace vivavoce::eval {

enum class DuplexKind {
  kTurn,          // the user says something and has finished
  kPause,         // the same with a silence in the middle
  kInterruption,  // new words over the agent's voice
  kStop,          // "stop", "wait" over the agent's voice
  kBackchannel,   // "mm-hm" over the agent's voice
  kNoise,         // coughs, knocks, noise over the agent's voice
  kSideTalk,      // somebody else, far away, over the agent's voice
  kEcho,          // the agent's own voice comes back
};
inline constexpr std::array kDuplexKinds = {
    DuplexKind::kTurn,        DuplexKind::kPause, DuplexKind::kInterruption, DuplexKind::kStop,
    DuplexKind::kBackchannel, DuplexKind::kNoise, DuplexKind::kSideTalk,     DuplexKind::kEcho};

std::string_view DuplexKindName(DuplexKind kind);  // "turn", "side-talk", ...

constexpr bool AgentSpeaksFirst(DuplexKind kind) {
  return kind != DuplexKind::kTurn && kind != DuplexKind::kPause;
}
// The agent's voice is to end; of the other kinds over its voice it is to go on.
constexpr bool WantsSilence(DuplexKind kind) {
  return kind == DuplexKind::kInterruption || kind == DuplexKind::kStop;
}

struct DuplexCase {
  DuplexKind kind = DuplexKind::kTurn;
  std::string name;       // of the voice or noise in it
  std::string condition;  // "clean", "10 dB", "0.5 s": cases of one condition are counted together
  Language language = Language::kUnknown;
  bool recorded = false;  // a recording of a person; else synthesised or made

  std::vector<float> sound;  // 16 kHz mono, with the room around it; all of what the room adds
  int64_t begin_ms = 0;      // of the user's voice (or the noise) in `sound`
  int64_t end_ms = 0;        // of the last of it
  // With AgentSpeaksFirst: the sound begins when this much of the agent's reply was heard.
  int64_t heard_before_ms = 0;
  std::optional<float> echo_db;  // what the agent says comes back, so much weaker than it is played
};

}  // namespace vivavoce::eval
