#include "persona/turn_probe.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

#include "base/key_lines.h"
#include "base/packed_numbers.h"
#include "persona/turn_reader.h"

namespace vivavoce::persona {
namespace {

constexpr int kMaxLayer = 1000;
// A helpline in answer to a taunt is out of place: safety must stand clear of other attacks too.
constexpr float kSafetyOverAttacks = 3;  // log-odds, as in models/turn_probe/train.py

std::optional<TurnFamily> FamilyNamed(std::string_view name) {
  if (name == "none") return TurnFamily::kNone;
  const auto& names = ChoiceNames<TurnFamily>::kNames;
  const auto found = std::ranges::find(names, name);
  if (name.empty() || found == names.end()) return std::nullopt;
  return static_cast<TurnFamily>(found - names.begin());
}

}  // namespace

// BIAS STEP WEIGHTS; nullopt: not so, or not `width` weights
std::optional<TurnProbe::Class> TurnProbe::ReadClass(std::string_view line, size_t width) {
  Class made;
  float step = 0;
  if (!ReadNumber(NextWord(line), made.bias) || !ReadNumber(NextWord(line), step)) {
    return std::nullopt;
  }
  auto weights = UnpackSteps(line, step);
  if (!weights || weights->size() != width) return std::nullopt;
  made.weights = *std::move(weights);
  return made;
}

float TurnProbe::Class::Logit(std::span<const float> deviations) const {
  return std::inner_product(deviations.begin(), deviations.end(), weights.begin(), bias);
}

Result<TurnProbe> TurnProbe::Parse(std::string_view text, std::string_view source) {
  TurnProbe probe;
  probe.bounds_to_persona_.fill(std::numeric_limits<float>::quiet_NaN());
  KeyLines lines(text);
  const auto corrupt = [&](std::string_view what) {
    return Fail(Error::Corrupt(fmt::format("{} line {}: {}", source, lines.number(), what)));
  };
  while (lines.Next()) {
    const std::string_view key = lines.key();
    std::string_view line = lines.value();
    if (key == "model") {
      probe.model_ = line;
    } else if (key == "layer") {
      if (!ReadNumber(line, probe.layer_) || probe.layer_ < 0 || probe.layer_ > kMaxLayer) {
        return corrupt("no layer");
      }
    } else if (key == "threshold") {
      if (!ReadNumber(line, probe.threshold_)) return corrupt("no threshold");
    } else if (key == "tones") {
      if (line != "yes" && line != "no") return corrupt("tones: yes or no");
      probe.knows_tones_ = line == "yes";
    } else if (key == "persona") {
      probe.persona_ = line;
    } else if (key == "bound" || key == "bound_you") {
      Bounds& bounds = key == "bound" ? probe.bounds_ : probe.bounds_to_persona_;
      float* bound = probe.BoundNamed(NextWord(line), bounds);
      if (!bound) return corrupt("no family");
      if (!ReadNumber(line, *bound) || std::isnan(*bound)) return corrupt("no bound");
    } else if (key == "mean" || key == "scale") {
      auto values = UnpackFloats(line);
      if (!values || values->empty()) return corrupt("no numbers");
      (key == "mean" ? probe.mean_ : probe.scale_) = std::move(*values);
    } else if (key == "class") {
      const auto family = FamilyNamed(NextWord(line));
      if (!family) return corrupt("no family");
      std::optional<Class> made = ReadClass(line, probe.mean_.size());
      if (!made) return corrupt("no bias, step or weights");
      made->family = *family;
      probe.classes_.push_back(*std::move(made));
    } else if (key == "asks") {
      probe.asks_ = ReadClass(line, probe.mean_.size());
      if (!probe.asks_) return corrupt("no bias, step or weights");
    } else {
      return corrupt(fmt::format("unknown key '{}'", key));
    }
  }
  if (probe.layer_ < 0 || probe.mean_.empty() || probe.scale_.size() != probe.mean_.size() ||
      probe.classes_.size() < 2 || probe.classes_.front().family != TurnFamily::kNone) {
    return corrupt("layer, mean, scale or classes are missing");
  }
  for (size_t i = 0; i < probe.bounds_.size(); ++i) {
    float& bound = probe.bounds_to_persona_[i];
    if (std::isnan(bound)) bound = probe.bounds_[i];
  }
  return probe;
}

float* TurnProbe::BoundNamed(std::string_view name, Bounds& of_families) {
  if (name == "others") return &bound_of_others_;
  if (name == "rules") return &bound_of_rules_;
  if (name == "safety") return &bound_of_safety_;
  const auto family = FamilyNamed(name);
  return family ? &of_families[static_cast<size_t>(*family)] : nullptr;
}

const TurnProbe* TurnProbe::For(std::string_view model) {
  static const Result<TurnProbe> built_in = Parse(BuiltInTurnProbe(), "built in");
  return built_in && model == built_in->model() ? &*built_in : nullptr;
}

TurnProbe::Reading TurnProbe::Read(std::span<const float> state) const {
  if (state.size() != width()) return {};
  std::vector<float> deviations(state.size());
  for (size_t i = 0; i < state.size(); ++i) deviations[i] = (state[i] - mean_[i]) * scale_[i];
  struct Best {
    TurnFamily family = TurnFamily::kNone;
    float logit = -std::numeric_limits<float>::infinity();
  };
  float none = 0;
  Best safety;
  Best attack;
  std::vector<float> attacks;
  for (const Class& each : classes_) {
    const float logit = each.Logit(deviations);
    if (each.family == TurnFamily::kNone) {
      none = logit;
      continue;
    }
    Best& best = IsSafety(each.family) ? safety : attack;
    if (logit > best.logit) best = {.family = each.family, .logit = logit};
    if (!IsSafety(each.family)) attacks.push_back(logit);
  }
  const float safety_margin = safety.logit - none - bound_of_safety_;
  if (safety_margin >= 0 && safety.logit - attack.logit >= kSafetyOverAttacks) {
    return {.family = safety.family, .margin = safety_margin, .asks = false};
  }
  float sum = 0;
  for (const float logit : attacks) sum += std::exp(logit - attack.logit);
  const float margin = attack.logit + std::log(sum) - none - threshold_;
  return {.family = margin > 0 ? attack.family : TurnFamily::kNone,
          .margin = margin,
          .asks = asks_ && asks_->Logit(deviations) > 0};
}

bool TurnProbe::Believes(const Reading& reading, std::string_view persona,
                         bool to_persona) const {
  if (reading.family == TurnFamily::kNone) return false;
  if (IsSafety(reading.family)) return true;
  const float of_others = persona == persona_ ? 0 : bound_of_others_;
  const Bounds& bounds = to_persona ? bounds_to_persona_ : bounds_;
  return reading.margin > bounds[static_cast<size_t>(reading.family)] + of_others;
}

}  // namespace vivavoce::persona
