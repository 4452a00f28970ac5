// Whether a direction is heard in the sound: the directed utterance is measured against the same
// words without the direction. What must change is what the literature says of each expression, by
// at least as much as listeners notice:
//   rate    5 % (Quene, "On the just noticeable difference for tempo in speech", 2007)
//   pitch   1.5 semitones ('t Hart, "Differential sensitivity to pitch distance", 1981)
//   level   1.5 dB (1 dB is noticed; Miller 1947, and room for the measurement)
//   emotion two of rate, pitch and level at least, in the directions of Scherer, "Vocal
//           communication of emotion" (2003), and none of them noticeably in the other
// Sadness and tenderness go the same way in all three (lower, slower, softer): this check does not
// tell them apart. Thread safety: pure functions.
#pragma once

#include <string>
#include <vector>

#include "eval/expressive_set.h"
#include "eval/voice_sketch.h"
#include "text/error_rate.h"

namespace vivavoce::eval {

struct SpokenStretch {
  double begin_s = 0, end_s = 0;
};

// One utterance and where things are in it.
struct SpokenText {
  std::vector<float> samples;
  int sample_rate_hz = 0;
  std::vector<SpokenStretch> words;
  std::vector<SpokenStretch> events;     // sounds that are no words
  size_t stress_begin = 0, stress_end = 0;  // words that are marked as stressed
  size_t pause_before = 0;               // the word that follows the pause asked for
  int pause_ms = 0;                      // asked for; 0: none
  std::string heard;                     // by the recogniser
  text::ErrorCount errors;               // of what was heard
};

// The samples with silence where a sound is that is no word: a recogniser writes a laugh as words
// ("ha ha", 哈哈), repeats itself after it or hears nothing any more, which tells nothing of the words.
std::vector<float> WordsAlone(const SpokenText& spoken);

struct ExpressionCue {
  std::string name;  // "rate"
  std::string unit;  // "%"
  double value = 0;  // measured change, or measured size
  bool met = false;
};

struct ExpressionVerdict {
  bool right = false;
  std::vector<ExpressionCue> cues;
};

// kInvalidArgument when the sounds cannot be measured or the texts do not have the same words.
Result<ExpressionVerdict> CheckExpression(Expression expression, const SpokenText& neutral,
                                          const SpokenText& directed);

}  // namespace vivavoce::eval
