// The user's side of the conversation: is somebody speaking, pausing, done? A table of states and
// the counters that feed it. It knows audio frames and nothing else; what a change means is the
// coordinator's business (coordinator.h). Threads: a value.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "dialogue/core_constants.h"
#include "dialogue/core_event.h"

namespace vivavoce::dialogue {

enum class UserState { kSilent, kOnset, kTalking, kPausing, kDue, kManual };
inline constexpr int kNumUserStates = 6;

enum class UserEvent {
  kVoice,      // the first voiced frame
  kOnset,      // enough voice: a turn
  kOnsetLost,  // a click
  kPause,      // enough silence
  kContinue,   // voice again, long enough to be a word
  kDecide,     // the silence has lasted long enough: the turn is believed over
  kCommit,     // it is over
  kDrop,       // it was nothing, or an overlap that left no turn
  kClear,      // the client threw the input away
  kDetectionOff,
  kDetectionOn,
};
inline constexpr int kNumUserEvents = 11;

// nullopt: the pair is a no-op.
std::optional<UserState> NextUserState(UserState state, UserEvent event);
std::string_view ToString(UserState state);

struct UserTurn {
  UserState state = UserState::kSilent;

  // The open turn. Times are audio ms; "start" includes the padding, "first" and "last" bound
  // voice.
  std::string item_id;
  int rev = 0;  // +1 at each resumption
  int64_t start_a = 0;
  int64_t first_voiced_a = 0;
  int64_t last_voiced_a = 0;  // s0 in a pause: a probe that fails does not move it
  int64_t voiced_ms = 0;
  int64_t resumed_after_ms = 0;  // the silence before the newest continuation
  int64_t faint_until_a = 0;     // the end of the last frame that was voiced or faint
  bool probing = false;          // voice in a pause, not yet a continuation: nothing is decided
  bool digital_silence = false;  // the pause so far is all zeros: no microphone sounds like that
  double voiced_energy = 0;      // power times ms, of all voiced frames
  int64_t voiced_frames_ms = 0;  // and their length
  bool started_sent = false;     // speech_started is on the wire, so speech_stopped is owed
  bool joined = false;           // goes on where the last committed item stopped

  // Input that belongs to no item yet begins here.
  int64_t buffer_a = 0;
  // Frames count from here; silence without frames (`gap_ms`) is added to it.
  int64_t now_a = 0;
  int64_t gap_ms = 0;

  bool IsOpen() const { return state >= UserState::kTalking && state <= UserState::kDue; }
  bool Vad() const { return state != UserState::kManual; }
  bool InPause() const { return state == UserState::kPausing || state == UserState::kDue; }
  float LevelDbfs() const;  // of its voice; -120 without any
  // It is nearly as loud as the turn's voice, far above the room before it, and the detector finds no voice:
  // somebody whispers, perhaps. False while the room is not known and where input has stopped.
  bool SoundsOn(const CoreConstants& constants) const;
  int64_t SilenceMs() const { return now_a + gap_ms - last_voiced_a; }

  // Moves on if the table has the pair; false: a no-op.
  bool Apply(UserEvent event);

  // Counts one frame and says what follows from it; the caller applies it. At most one event a
  // frame. In kManual frames only move `now_a`.
  std::optional<UserEvent> OnFrame(const AudioFrame& frame, const CoreConstants& constants);
  // The same for silence that was not sent.
  std::optional<UserEvent> OnGap(int64_t gap, const CoreConstants& constants);

  // Begins at the voiced frame [begin, end).
  void Begin(std::string id, int64_t begin_a, int64_t end_a, int prefix_padding_ms);
  // What was faint right before `begin_a`, with dips of one window at most, in ms: a soft first
  // word, perhaps.
  int FaintMsBefore(int64_t begin_a, const CoreConstants& constants) const;
  // Forgets the turn; the state is the caller's to change.
  void Reset();

 private:
  std::optional<UserEvent> OnSilence(const CoreConstants& constants);
  void Listen(const AudioFrame& frame);
  double power_ = 0;                  // of the last 50 ms or so
  std::optional<double> room_power_;  // while nobody speaks
  std::optional<int64_t> faint_since_a_;  // frames from here on are faint or voiced, but for dips
  int64_t probe_voiced_ms_ = 0;
  int64_t probe_last_a_ = 0;
};

}  // namespace vivavoce::dialogue
