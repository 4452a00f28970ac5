// The ear for whose voice it is: gathers the evidence of speaker_traits.h while the sound comes in.
// Exists only while somebody asks for it.
// Cost     the model runs as the sound comes in, three times a second; Judge only sums up.
// Threads  one at a time.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>

#include "hearing/pitch_path.h"
#include "hearing/speaker_traits.h"
#include "hearing/voice_gender_model.h"
#include "hearing/voice_measures.h"
#include "hearing/voice_spectra.h"

namespace vivavoce::hearing {

class SpeakerEar {
 public:
  // `scorer` may be null: then pitch and tract judge alone. `at_sample` as in VoiceSpectra.
  SpeakerEar(std::unique_ptr<VoiceGenderScorer> scorer, int64_t at_sample)
      : scorer_(std::move(scorer)), spectra_(at_sample), next_patch_(spectra_.begin()) {}

  void Push(std::span<const float> samples);
  void SkipTo(int64_t sample);  // what was heard so far is forgotten; the next sample is this

  // Of the frames from `first_frame` on, whose pitch is given; `measures` are theirs.
  SpeakerTraits Judge(int64_t first_frame, std::span<const PitchPoint> pitch,
                      const VoiceMeasures& measures);

  // What Judge judges by.
  SpeakerEvidence Evidence(int64_t first_frame, std::span<const PitchPoint> pitch,
                           const VoiceMeasures& measures);

 private:
  struct Patch {
    int64_t frame = 0;  // its first
    float log_odds = 0;
  };
  void ScorePatch(int64_t first_frame, std::span<const VoiceSpectrum> spectra);
  std::optional<double> WomanLogOdds(int64_t first_frame, std::span<const PitchPoint> pitch);

  std::unique_ptr<VoiceGenderScorer> scorer_;
  VoiceSpectra spectra_;
  std::deque<Patch> patches_;
  int64_t next_patch_;
};

}  // namespace vivavoce::hearing
