// User speech over the agent's voice: does it interrupt, acknowledge, or mean nothing? One table
// for every source of evidence; the first rule that matches wins. Threads: pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "dialogue/core_constants.h"

namespace vivavoce::dialogue {

enum class Verdict {
  kNone,  // not enough evidence yet
  kInterrupt,
  kBackchannel,  // go on; they said "mm-hmm"
  kFalse,        // go on; it was a cough, an echo, a bump
  kAnswer,       // an acknowledgement that answers us: finish, then it is a turn
};

struct OverlapEvidence {
  int64_t voiced_ms = 0;
  bool ended = false;               // silent for overlap_end_ms
  bool waited = false;              // and nothing more will be learned of its text in time
  std::optional<std::string> text;  // what was said so far; nullopt: not known
  bool text_final = false;          // covers the overlap to its end
  bool text_covers = false;         // a partial one that covers nearly all of it
  float confidence = 1;
  bool far = false;  // much quieter than the user: somebody in the background
  std::string own_words;  // what we said in the last echo_window_ms
  bool we_asked = false;  // our clause being heard is a question
  int64_t left_ms = 0;    // of our audio, when all of it is known
  bool left_known = false;
};

Verdict JudgeOverlap(const OverlapEvidence& evidence, const CoreConstants& constants);

// Speech over the agent's voice, from the coordinator's point of view.
struct Overlap {
  enum class State {
    kNone,
    kOpen,     // no verdict yet
    kAnswer,   // verdict kAnswer: waits until the agent has finished
    kIgnored,  // verdict false while the user goes on: nothing until they stop
  };
  State state = State::kNone;
  int64_t carried_voiced_ms = 0;  // of pieces just before
  int64_t ended_a = -1'000'000;   // end of the last piece
  int64_t ended_voiced_ms = 0;
  std::optional<std::string> text;
  bool text_final = false;
  int64_t text_voiced_ms = 0;  // voice of the turn that a partial text covers
  float confidence = 1;
  bool stopped = false;           // OverlapStop was given
  int64_t partial_at_voiced = 0;  // next look at the text
  int64_t silent_since_a = 0;     // kIgnored

  // A verdict is owed: the turn under it decides nothing.
  bool IsOpen() const { return state == State::kOpen || state == State::kAnswer; }
};

}  // namespace vivavoce::dialogue
