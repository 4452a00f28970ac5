// How much two turns of a user ask the same, told by what the language model made of them: both
// halves of its state (llm::GenerationCallbacks::on_state), with the directions damped in which
// everyday turns differ anyway and a question from the same in other words (models/turn_likeness).
// "What scares you the most?" is like "What are you afraid of?" though they share hardly a word. It
// holds for one model only. Threads: const methods from any thread.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace vivavoce::persona {

class TurnLikeness {
 public:
  // The file that models/turn_likeness/train.py writes: lines of "key value". kCorrupt names
  // `source` and the line.
  static Result<TurnLikeness> Parse(std::string_view text, std::string_view source);
  // nullptr: none was trained for this model. `model`: LanguageModel::Name().
  static const TurnLikeness* For(std::string_view model);

  const std::string& model() const { return model_; }
  int layer() const { return layer_; }  // counted from 0
  size_t width() const;                 // of a state
  // Of Cosine: from here on they ask the same. A turn that says "you" asks for something of its
  // listener's more often than others do, and needs less.
  float bound(bool to_listener) const { return to_listener ? bound_to_listener_ : bound_; }

  // What Cosine compares, of length 1; empty for a state of another width, or one of the mean.
  std::vector<float> Trace(std::span<const float> state) const;
  // [-1, 1]; 0 where the traces are not of one size.
  static float Cosine(std::span<const float> a, std::span<const float> b);

 private:
  struct Direction {
    float kept = 1;  // of what lies in it, 0 to 1
    std::vector<float> unit;
  };
  struct Half {
    std::vector<float> mean;
    std::vector<Direction> directions;  // orthogonal
  };

  std::string model_;
  int layer_ = -1;
  float bound_ = 1;
  float bound_to_listener_ = 1;
  std::vector<Half> halves_;
};

std::string_view BuiltInTurnLikeness();  // models/turn_likeness/qwen2.5-coder-1.5b.txt

}  // namespace vivavoce::persona
