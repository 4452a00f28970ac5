// Whose voice it sounds like: a woman's or a man's, a child's, an adult's or an old person's. How a
// voice sounds, not what a person is: unknown is a common answer, and a child's gender is not told.
// Method   Bayes' rule over five groups of speakers with published means (below) of pitch, vocal
//          tract and speech rate, and the evidence of a learnt model of the spectral envelope. Each
//          quantity may be an outlier (excited voices, tracking errors), so none decides alone.
// Sources  pitch: Hillenbrand et al., JASA 97 (1995), and Traunmueller and Eriksson, The frequency
//          range of the voice fundamental in the speech of male and female adults (1995); children
//          of 5 to 12 years: Lee, Potamianos and Narayanan, JASA 105 (1999); old men: Hollien and
//          Shipp, JSHR 15 (1972); old women: Stoicheff, JSHR 24 (1981).
//          Tract: Hillenbrand et al. and Lee et al. Rate: Smith, Wasowicz and Preston, JSHR 30
//          (1987): old speakers take 20 to 25 % longer, as do children; between languages:
//          Pellegrino, Coupe and Marsico, Language 87 (2011).
// Threads  pure functions.
#pragma once

#include <optional>
#include <string_view>

namespace vivavoce::hearing {

enum class VoiceGender { kUnknown, kFemale, kMale };
enum class AgeBand { kUnknown, kChild, kAdult, kSenior };  // up to 12 years; from 65 on

std::string_view VoiceGenderName(VoiceGender gender);  // "unknown", "female", "male"
std::string_view AgeBandName(AgeBand age);             // "unknown", "child", "adult", "senior"

struct SpeakerTraits {
  VoiceGender gender = VoiceGender::kUnknown;
  float gender_confidence = 0;  // of the gender told, [0, 1]; 0 when unknown
  AgeBand age = AgeBand::kUnknown;
  float age_confidence = 0;

  friend bool operator==(const SpeakerTraits&, const SpeakerTraits&) = default;
};

struct SpeakerEvidence {
  std::optional<double> f0_hz;                 // median
  std::optional<double> tract_scale;           // formants.h
  std::optional<double> woman_log_odds;        // voice_gender_model.h, mean over the utterance
  std::optional<double> syllables_per_second;  // counted in words
};

// All unknown without a pitch: a whisper or noise tells too little.
SpeakerTraits JudgeSpeaker(const SpeakerEvidence& evidence);

}  // namespace vivavoce::hearing
