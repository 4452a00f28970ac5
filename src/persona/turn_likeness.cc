#include "persona/turn_likeness.h"

#include <fmt/format.h>

#include <cmath>
#include <numeric>
#include <utility>

#include "base/key_lines.h"
#include "base/packed_numbers.h"

namespace vivavoce::persona {
namespace {

float Dot(std::span<const float> a, std::span<const float> b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0f);
}

}  // namespace

Result<TurnLikeness> TurnLikeness::Parse(std::string_view text, std::string_view source) {
  TurnLikeness likeness;
  KeyLines lines(text);
  const auto corrupt = [&](std::string_view what) {
    return Fail(Error::Corrupt(fmt::format("{} line {}: {}", source, lines.number(), what)));
  };
  while (lines.Next()) {
    const std::string_view key = lines.key();
    std::string_view line = lines.value();
    if (key == "model") {
      likeness.model_ = line;
    } else if (key == "layer") {
      if (!ReadNumber(line, likeness.layer_) || likeness.layer_ < 0) return corrupt("no layer");
    } else if (key == "bound" || key == "bound_you") {
      float& bound = key == "bound" ? likeness.bound_ : likeness.bound_to_listener_;
      if (!ReadNumber(line, bound) || !(bound > 0)) return corrupt("no bound");
    } else if (key == "half") {
      auto values = UnpackFloats(line);
      if (!values || values->empty()) return corrupt("no numbers");
      likeness.halves_.push_back({.mean = std::move(*values), .directions = {}});
    } else if (key == "direction") {
      Direction made;
      float step = 0;
      if (!ReadNumber(NextWord(line), made.kept) || !ReadNumber(NextWord(line), step) ||
          !(made.kept >= 0 && made.kept <= 1)) {
        return corrupt("no share or step");
      }
      auto unit = UnpackSteps(line, step);
      if (!unit || likeness.halves_.empty() ||
          unit->size() != likeness.halves_.back().mean.size()) {
        return corrupt("no direction of a half");
      }
      made.unit = std::move(*unit);
      likeness.halves_.back().directions.push_back(std::move(made));
    } else {
      return corrupt(fmt::format("unknown key '{}'", key));
    }
  }
  if (likeness.layer_ < 0 || likeness.halves_.empty())
    return corrupt("layer or halves are missing");
  return likeness;
}

const TurnLikeness* TurnLikeness::For(std::string_view model) {
  static const Result<TurnLikeness> built_in = Parse(BuiltInTurnLikeness(), "built in");
  return built_in && model == built_in->model() ? &*built_in : nullptr;
}

size_t TurnLikeness::width() const {
  size_t width = 0;
  for (const Half& half : halves_) width += half.mean.size();
  return width;
}

std::vector<float> TurnLikeness::Trace(std::span<const float> state) const {
  if (state.size() != width()) return {};
  std::vector<float> trace;
  trace.reserve(state.size());
  for (const Half& half : halves_) {
    std::vector<float> part(half.mean.size());
    for (size_t i = 0; i < part.size(); ++i) part[i] = state[i] - half.mean[i];
    state = state.subspan(part.size());
    for (const Direction& direction : half.directions) {
      const float taken = (1 - direction.kept) * Dot(part, direction.unit);
      for (size_t i = 0; i < part.size(); ++i) part[i] -= taken * direction.unit[i];
    }
    // Each half counts the same.
    const float length = std::sqrt(Dot(part, part) * static_cast<float>(halves_.size()));
    if (!(length > 0)) return {};
    for (const float value : part) trace.push_back(value / length);
  }
  return trace;
}

float TurnLikeness::Cosine(std::span<const float> a, std::span<const float> b) {
  return a.size() == b.size() ? Dot(a, b) : 0;
}

}  // namespace vivavoce::persona
