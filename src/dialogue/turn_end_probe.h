// Are the words of a turn whole, or broken off in mid-thought? Read from the language model's own
// understanding of them: a linear probe on the state that a prompt leaves behind in one layer
// (llm/state_tap.h), as persona/turn_probe.h reads what a turn tries. It knows what no list of words
// can ("I went to the market with my brother and" as well as "The thing I wanted to tell you"), in any
// language of the model, and costs microseconds. It holds for one model only (models/turn_end).
// Threads: const methods from any thread.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace vivavoce::dialogue {

class TurnEndProbe {
 public:
  // The file that models/turn_end/train.py writes: lines of "key value". kCorrupt names `source` and
  // the line.
  static Result<TurnEndProbe> Parse(std::string_view text, std::string_view source);
  // nullptr: none was trained for this model. `model`: LanguageModel::Name().
  static const TurnEndProbe* For(std::string_view model);

  const std::string& model() const { return model_; }
  int layer() const { return layer_; }  // counted from 0
  size_t width() const { return weights_.size(); }

  // The probability that the turn is whole, if turns that are and turns that are not were equally
  // many; nullopt for a state of another width.
  std::optional<float> Whole(std::span<const float> state) const;

 private:
  std::string model_;
  int layer_ = -1;
  float bias_ = 0;
  std::vector<float> weights_;
};

std::string_view BuiltInTurnEndProbe();  // models/turn_end/qwen2.5-coder-1.5b.txt

}  // namespace vivavoce::dialogue
