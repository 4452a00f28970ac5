// Reads what a turn of the user tries from the language model's own understanding of it: a linear
// probe on hidden states of one layer (llm::GenerationCallbacks::on_state). It sees
// attacks in words that no rule knows, costs microseconds, and delays nothing, because the state is
// there before the first word of a reply. It holds for one model only, whose states it was trained
// on (docs/guard.md). Threads: const methods from any thread.
#pragma once

#include <array>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "persona/choices.h"

namespace vivavoce::persona {

class TurnProbe {
 public:
  // The file that models/turn_probe/train.py writes: lines of "key value". kCorrupt names
  // `source` and the line.
  static Result<TurnProbe> Parse(std::string_view text, std::string_view source);
  // nullptr: none was trained for this model. `model`: LanguageModel::Name().
  static const TurnProbe* For(std::string_view model);

  const std::string& model() const { return model_; }
  int layer() const { return layer_; }  // counted from 0
  size_t width() const { return mean_.size(); }
  // It was trained on turns with how they were said beside them, and need not read the words alone.
  bool knows_tones() const { return knows_tones_; }

  struct Reading {
    // What is tried most likely, kNone when nothing is likely enough. kModern is never told: it
    // depends on the persona.
    TurnFamily family = TurnFamily::kNone;
    // Log-odds that anything is tried, less the threshold: above 0 it is.
    float margin = 0;
    // Whoever says this really wants to know what they talk to; a classifier of its own.
    bool asks = false;
  };
  // A state of another width is read as kNone.
  Reading Read(std::span<const float> state) const;
  // Whether a reading is enough for an answer where no rule saw anything: its margin is above the
  // bound of its family. `persona`: its id; harmless turns to others than the one that the probe
  // was trained on lie higher. `to_persona`: the turn says "you" (AddressesListener); nearly all
  // that is tried does, and much that is harmless does not. Safety's bound is looked at in Read.
  bool Believes(const Reading& reading, std::string_view persona, bool to_persona) const;
  // Whether a reading says too little of any attempt for a rule to be believed without more.
  bool Doubts(const Reading& reading) const { return reading.margin < bound_of_rules_; }

 private:
  struct Class {
    TurnFamily family = TurnFamily::kNone;
    float bias = 0;
    std::vector<float> weights;  // of the standardised state
    float Logit(std::span<const float> deviations) const;  // REQUIRES: as many as weights
  };
  static std::optional<Class> ReadClass(std::string_view line, size_t width);
  using Bounds = std::array<float, ChoiceNames<TurnFamily>::kNames.size()>;
  float* BoundNamed(std::string_view name, Bounds& of_families);  // nullptr: no such

  std::string model_;
  std::string persona_;  // whose states nearly all are that it was trained on
  int layer_ = -1;
  bool knows_tones_ = false;
  float threshold_ = 0;
  Bounds bounds_{};             // by family
  Bounds bounds_to_persona_{};  // the same, of turns that say "you"; those of all where none is set
  float bound_of_others_ = 0;  // comes on top of a family's
  float bound_of_safety_ = 0;   // over no attempt at all
  float bound_of_rules_ = -std::numeric_limits<float>::infinity();
  std::vector<float> mean_;
  std::vector<float> scale_;  // what a deviation from the mean is multiplied by
  std::vector<Class> classes_;
  std::optional<Class> asks_;  // above 0: somebody asks
};

std::string_view BuiltInTurnProbe();  // models/turn_probe/qwen2.5-coder-1.5b.txt

}  // namespace vivavoce::persona
