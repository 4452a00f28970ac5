// The usual way of one speaker to speak, learnt while they speak: running mean and spread of a few
// measures, begun from what is known of speakers in general.
// Method  conjugate shrinkage: a prior worth `kPriorUtterances` utterances for the spread, and for the
//         speech rate and pitch range also for the mean (people are alike in them; levels depend on the
//         microphone and pitches on the person, so their means are learnt from nothing).
//         Values further than 3 spreads out count as 3, so that one shout does not move the usual.
// Threads a value.
#pragma once

#include "hearing/perception.h"

namespace vivavoce::hearing {

class SpeakerBaseline {
 public:
  // Utterances with less sound than this say nothing about a speaker.
  static constexpr double kMinActiveSeconds = 0.5;

  VoiceDeviation Compare(const VoiceMeasures& measures) const;
  void Learn(const VoiceMeasures& measures);
  int utterances() const { return utterances_; }

 private:
  struct Quantity {
    double prior_mean = 0;
    double prior_weight = 0;  // utterances; 0: the mean is not known beforehand
    double prior_spread = 1;
    double count = 0;
    double sum = 0;
    double squares = 0;

    double Mean() const;
    double Spread() const;
    std::optional<double> Deviation(std::optional<double> value) const;
    void Learn(std::optional<double> value);
  };

  Quantity pitch_{.prior_spread = 1.5};                                          // semitones
  Quantity range_{.prior_mean = 6.5, .prior_weight = 2, .prior_spread = 2.2};    // semitones
  Quantity level_{.prior_spread = 3};                                            // dB
  Quantity rate_{.prior_mean = 4.6, .prior_weight = 2, .prior_spread = 0.9};     // syllables a second
  Quantity brightness_{.prior_spread = 2.5};                                     // dB
  Quantity clearness_{.prior_spread = 2};                                        // dB
  int utterances_ = 0;
};

}  // namespace vivavoce::hearing
