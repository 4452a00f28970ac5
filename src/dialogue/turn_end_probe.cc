#include "dialogue/turn_end_probe.h"

#include <fmt/format.h>

#include <cmath>
#include <numeric>

#include "base/key_lines.h"
#include "base/packed_numbers.h"

namespace vivavoce::dialogue {
namespace {

constexpr int kMaxLayer = 1000;

}  // namespace

Result<TurnEndProbe> TurnEndProbe::Parse(std::string_view text, std::string_view source) {
  TurnEndProbe probe;
  KeyLines lines(text);
  const auto corrupt = [&](std::string_view what) {
    return Fail(Error::Corrupt(fmt::format("{} line {}: {}", source, lines.number(), what)));
  };
  while (lines.Next()) {
    if (lines.key() == "model") {
      probe.model_ = lines.value();
    } else if (lines.key() == "layer") {
      const bool read = ReadNumber(lines.value(), probe.layer_);
      if (!read || probe.layer_ < 0 || probe.layer_ > kMaxLayer) return corrupt("no layer");
    } else if (lines.key() == "bias") {
      if (!ReadNumber(lines.value(), probe.bias_) || !std::isfinite(probe.bias_)) {
        return corrupt("no bias");
      }
    } else if (lines.key() == "weights") {
      auto weights = UnpackFloats(lines.value());
      if (!weights || weights->empty()) return corrupt("no weights");
      probe.weights_ = std::move(*weights);
    } else {
      return corrupt(fmt::format("unknown key '{}'", lines.key()));
    }
  }
  if (probe.layer_ < 0 || probe.weights_.empty()) return corrupt("layer or weights are missing");
  return probe;
}

const TurnEndProbe* TurnEndProbe::For(std::string_view model) {
  static const Result<TurnEndProbe> built_in = Parse(BuiltInTurnEndProbe(), "built in");
  return built_in && model == built_in->model() ? &*built_in : nullptr;
}

std::optional<float> TurnEndProbe::Whole(std::span<const float> state) const {
  if (state.size() != width()) return std::nullopt;
  const float logit = std::inner_product(state.begin(), state.end(), weights_.begin(), bias_);
  return 1 / (1 + std::exp(-logit));
}

}  // namespace vivavoce::dialogue
