// Sounds of a voice that are no words. Thread safety: pure functions.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace vivavoce::text {

enum class VocalEvent {
  kLaugh,
  kChuckle,
  kSigh,
  kBreathIn,
  kGasp,
  kHmm,
  kUh,
  kTut,
  kSob,
  kYawn,
  kThroatClear,
};

inline constexpr std::array<std::string_view, 11> kVocalEventNames = {
    "laugh", "chuckle", "sigh", "breath", "gasp", "hmm", "uh", "tut", "sob", "yawn",
    "throat_clear"};

constexpr std::string_view VocalEventName(VocalEvent event) {
  return kVocalEventNames[static_cast<size_t>(event)];
}

constexpr bool IsLaughter(VocalEvent event) {
  return event == VocalEvent::kLaugh || event == VocalEvent::kChuckle;
}

}  // namespace vivavoce::text
