#include "eval/written_laughter.h"

#include <algorithm>

#include "text/normal_form.h"

namespace vivavoce::eval {
namespace {

constexpr size_t kShortestRun = 3;
constexpr size_t kSyllable = 2;  // letters

bool IsOneSyllableAgainAndAgain(std::string_view word) {
  if (word.size() < kShortestRun * kSyllable) return false;
  for (size_t i = kSyllable; i < word.size(); ++i) {
    if (word[i] != word[i - kSyllable]) return false;
  }
  return static_cast<unsigned char>(word.front()) < 0x80;
}

}  // namespace

std::vector<std::string> WithoutLaughter(const std::vector<std::string>& units) {
  std::vector<std::string> kept;
  for (auto at = units.begin(); at != units.end();) {
    const auto end = std::find_if(at, units.end(), [&](const auto& unit) { return unit != *at; });
    if (static_cast<size_t>(end - at) < kShortestRun && !IsOneSyllableAgainAndAgain(*at)) {
      kept.insert(kept.end(), at, end);
    }
    at = end;
  }
  return kept;
}

text::ErrorCount CompareBesideLaughter(std::string_view reference, std::string_view heard) {
  const auto said = text::ComparisonUnits(reference);
  const auto units = text::ComparisonUnits(heard);
  if (WithoutLaughter(said) != said) return text::CompareUnits(said, units);
  return text::CompareUnits(said, WithoutLaughter(units));
}

}  // namespace vivavoce::eval
