#include "hearing/voice_quality.h"

namespace vivavoce::hearing {
namespace {

constexpr double kMinSeconds = 0.4;
// Speech is voiced for 60 to 85 % of its active time, whispering for a few chance frames.
constexpr double kWhisperVoiced = 0.2;
// A whisper's power lies above 1 kHz; so does an "s", but not for this long.
constexpr double kWhisperMaxAlphaDb = 6;
constexpr double kTellingSpreads = 1.6;  // spreads

}  // namespace

VoiceQuality JudgeVoiceQuality(const VoiceMeasures& m, const VoiceDeviation& deviation) {
  if (m.active_seconds < kMinSeconds) return VoiceQuality::kUnknown;
  if (m.voiced_ratio < kWhisperVoiced && m.alpha_ratio_db < kWhisperMaxAlphaDb) {
    return VoiceQuality::kWhisper;
  }
  if (!deviation.clearness || !deviation.brightness) return VoiceQuality::kUnknown;
  const double clear = *deviation.clearness, bright = *deviation.brightness;
  const double low = -deviation.pitch.value_or(0);
  if (low > kTellingSpreads && clear < -kTellingSpreads / 2) return VoiceQuality::kCreaky;
  if (clear < -kTellingSpreads && bright < kTellingSpreads / 2) return VoiceQuality::kBreathy;
  if (bright > kTellingSpreads && clear > -kTellingSpreads / 2) return VoiceQuality::kTense;
  return VoiceQuality::kModal;
}

std::string_view VoiceQualityName(VoiceQuality quality) {
  static constexpr std::string_view kNames[] = {"unknown", "modal", "whisper",
                                                "breathy", "tense", "creaky"};
  return kNames[static_cast<size_t>(quality)];
}

}  // namespace vivavoce::hearing
