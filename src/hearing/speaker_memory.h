// Who has spoken in a conversation so far, by their voices: is this one of them, or somebody new?
// Method   the cosine of a voice's print to the nearest speaker's mean print, corrected for how much
//          voice both were made from (Spearman, American Journal of Psychology 15, 1904: the
//          attenuation of a correlation by noise), judged by a logistic curve measured on recordings
//          (docs/hearing.md, evals/speakers) and how likely a change of speaker is at all. In
//          between nothing is told, and nothing is learnt.
// Threads  a value.
#pragma once

#include <vector>

#include "hearing/speaker_encoder.h"
#include "hearing/speaker_identity.h"

namespace vivavoce::hearing {

struct VoiceSample {
  VoicePrint print = {};
  double seconds = 0;  // of voice that it was made from
};

class SpeakerMemory {
 public:
  static constexpr double kMinSeconds = 1.2;  // less says too little about anybody
  static constexpr size_t kMaxSpeakers = 8;

  SpeakerIdentity Judge(const VoiceSample& voice) const;
  // By the present judgement: adds to that speaker's mean, or a new speaker, or nothing.
  void Learn(const VoiceSample& voice);
  size_t speakers() const { return speakers_.size(); }

 private:
  struct Speaker {
    VoicePrint sum = {};  // of prints, weighted by their seconds
    double seconds = 0;
  };
  std::vector<Speaker> speakers_;
};

float Cosine(const VoicePrint& a, const VoicePrint& b);

}  // namespace vivavoce::hearing
