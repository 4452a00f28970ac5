#include "dialogue/user_turn.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace vivavoce::dialogue {
namespace {

constexpr float kNothingDbfs = -120;

float Dbfs(double power) {
  return power <= 0 ? kNothingDbfs
                    : std::max(kNothingDbfs, static_cast<float>(10 * std::log10(power)));
}

}  // namespace

std::optional<UserState> NextUserState(UserState state, UserEvent event) {
  using S = UserState;
  using E = UserEvent;
  const bool open = state == S::kTalking || state == S::kPausing || state == S::kDue;
  switch (event) {
    case E::kVoice:
      return state == S::kSilent ? std::optional(S::kOnset) : std::nullopt;
    case E::kOnset:
      return state == S::kOnset ? std::optional(S::kTalking) : std::nullopt;
    case E::kOnsetLost:
      return state == S::kOnset ? std::optional(S::kSilent) : std::nullopt;
    case E::kPause:
      return state == S::kTalking ? std::optional(S::kPausing) : std::nullopt;
    case E::kContinue:
      return state == S::kPausing || state == S::kDue ? std::optional(S::kTalking) : std::nullopt;
    case E::kDecide:
      return state == S::kPausing ? std::optional(S::kDue) : std::nullopt;
    case E::kCommit:
    case E::kDrop:
      return open ? std::optional(S::kSilent) : std::nullopt;
    case E::kClear:
      return open || state == S::kOnset ? std::optional(S::kSilent) : std::nullopt;
    case E::kDetectionOff:
      return state == S::kManual ? std::nullopt : std::optional(S::kManual);
    case E::kDetectionOn:
      return state == S::kManual ? std::optional(S::kSilent) : std::nullopt;
  }
  return std::nullopt;
}

std::string_view ToString(UserState state) {
  static constexpr std::string_view kNames[] = {"Silent",  "Onset", "Talking",
                                                "Pausing", "Due",   "Manual"};
  return kNames[static_cast<size_t>(state)];
}

bool UserTurn::Apply(UserEvent event) {
  const std::optional<UserState> next = NextUserState(state, event);
  if (next) state = *next;
  return next.has_value();
}

void UserTurn::Begin(std::string id, int64_t begin_a, int64_t end_a, int prefix_padding_ms) {
  Reset();
  item_id = std::move(id);
  start_a = std::max(begin_a - prefix_padding_ms, std::min(buffer_a, begin_a));
  first_voiced_a = begin_a;
  last_voiced_a = end_a;
  voiced_ms = end_a - begin_a;
}

int UserTurn::FaintMsBefore(int64_t begin_a, const CoreConstants& constants) const {
  const int64_t ms = begin_a - faint_since_a_.value_or(begin_a);
  return static_cast<int>(std::clamp<int64_t>(ms, 0, constants.faint_start_ms));
}

void UserTurn::Reset() {
  item_id.clear();
  rev = 0;
  start_a = first_voiced_a = last_voiced_a = now_a;
  voiced_energy = 0;
  voiced_frames_ms = 0;
  voiced_ms = resumed_after_ms = probe_voiced_ms_ = probe_last_a_ = 0;
  probing = digital_silence = started_sent = joined = false;
  gap_ms = 0;
}

std::optional<UserEvent> UserTurn::OnFrame(const AudioFrame& frame,
                                           const CoreConstants& constants) {
  const int64_t length = frame.a_end_ms - frame.a_begin_ms;
  now_a = frame.a_end_ms;
  if (frame.voiced || frame.faint) {
    if (!faint_since_a_) faint_since_a_ = frame.a_begin_ms;
    faint_until_a = frame.a_end_ms;
  } else if (frame.a_end_ms - faint_until_a > constants.faint_gap_ms) {
    faint_since_a_.reset();
  }
  if (state == UserState::kManual) return std::nullopt;
  Listen(frame);
  if (!frame.voiced) {
    digital_silence = frame.digital_silence;
    return state == UserState::kSilent ? std::nullopt : OnSilence(constants);
  }
  voiced_energy += frame.power * static_cast<double>(length);
  voiced_frames_ms += length;
  switch (state) {
    case UserState::kSilent:
      return UserEvent::kVoice;
    case UserState::kOnset:
    case UserState::kTalking:
      voiced_ms += length;
      last_voiced_a = now_a;
      gap_ms = 0;
      if (state == UserState::kOnset && voiced_ms >= constants.onset_ms) return UserEvent::kOnset;
      return std::nullopt;
    case UserState::kPausing:
    case UserState::kDue:
      if (!probing) probe_voiced_ms_ = 0;
      probing = true;
      probe_voiced_ms_ += length;
      probe_last_a_ = now_a + gap_ms;
      if (probe_voiced_ms_ < constants.continuation_ms) return std::nullopt;
      voiced_ms += probe_voiced_ms_;
      resumed_after_ms = now_a - probe_voiced_ms_ - last_voiced_a;
      last_voiced_a = now_a;
      gap_ms = 0;
      probing = false;
      ++rev;
      return UserEvent::kContinue;
    case UserState::kManual:
      break;
  }
  return std::nullopt;
}

void UserTurn::Listen(const AudioFrame& frame) {
  constexpr double kTimeConstantMs = 50;
  const auto length = static_cast<double>(frame.a_end_ms - frame.a_begin_ms);
  const double power = frame.power;
  power_ += (1 - std::exp(-length / kTimeConstantMs)) * (power - power_);
  if (state != UserState::kSilent || frame.voiced || frame.faint) return;
  // Down at once, up slowly: a door is not the room.
  const double before = room_power_.value_or(power);
  room_power_ = power < before ? power : before + 0.02 * (power - before);
}

bool UserTurn::SoundsOn(const CoreConstants& constants) const {
  if (!room_power_ || gap_ms > 0 || digital_silence) return false;
  const float now = Dbfs(power_);
  return now > LevelDbfs() - constants.sounds_on_db && now > Dbfs(*room_power_) + constants.over_room_db;
}

float UserTurn::LevelDbfs() const {
  return voiced_frames_ms == 0 ? kNothingDbfs
                               : Dbfs(voiced_energy / static_cast<double>(voiced_frames_ms));
}

std::optional<UserEvent> UserTurn::OnGap(int64_t gap, const CoreConstants& constants) {
  gap_ms = std::max(gap_ms, gap);
  return OnSilence(constants);
}

std::optional<UserEvent> UserTurn::OnSilence(const CoreConstants& constants) {
  if (probing && now_a + gap_ms - probe_last_a_ >= constants.lost_ms) probing = false;
  if (state == UserState::kOnset && SilenceMs() >= constants.lost_ms) return UserEvent::kOnsetLost;
  if (state == UserState::kTalking && SilenceMs() >= constants.pause_ms) return UserEvent::kPause;
  return std::nullopt;
}

}  // namespace vivavoce::dialogue
