// How well what is heard beside the words agrees with what is known of recordings. The tasks are
// those of StepEval-Audio-Paralinguistic that our perception answers (gender, age, emotion, event,
// pitch, rate); an answer "unknown" counts as not told, never as right. Pure.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "eval/proportion.h"
#include "hearing/perception.h"

namespace vivavoce::eval {

// What is known of a recording; "" and nullopt: nothing.
struct ParalinguisticClip {
  std::string file;
  std::string text;     // what is said
  std::string gender;   // "female", "male"
  std::string age;      // "child", "adult", "senior"
  std::string emotion;  // a name of hearing::EmotionName
  std::string event;    // a name of hearing::VocalEventName
  std::optional<double> pitch_hz;
  std::optional<double> syllables_per_second;

  friend bool operator==(const ParalinguisticClip&, const ParalinguisticClip&) = default;
};

// JSON lines with the fields above; others are left alone. Errors name `source` and the line.
Result<std::vector<ParalinguisticClip>> ParseParalinguisticSet(std::string_view text,
                                                               std::string_view source);

struct TaskScore {
  std::string task;  // "gender", "age", "emotion", "leaning", "event", "pitch", "rate"
  Proportion told;   // of the clips whose truth is known
  Proportion right;  // of those told
};

// `heard[i]` is of `clips[i]`. Right: the same name; pitch within 5 %, rate within 20 %. Tasks that
// no clip knows the truth of are left out.
std::vector<TaskScore> ScoreParalinguistics(const std::vector<ParalinguisticClip>& clips,
                                            const std::vector<hearing::Perception>& heard);

std::string TextReport(const std::vector<TaskScore>& scores);
nlohmann::ordered_json JsonReport(const std::vector<TaskScore>& scores);

}  // namespace vivavoce::eval
