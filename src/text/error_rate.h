// Word and character error rate by edit distance (Levenshtein 1966): substitutions, deletions and
// insertions over the length of the reference. Thread safety: pure functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace vivavoce::text {

struct ErrorCount {
  size_t substitutions = 0;
  size_t deletions = 0;   // in the reference, missing from the hypothesis
  size_t insertions = 0;  // in the hypothesis only
  size_t reference = 0;   // units in the reference

  size_t errors() const { return substitutions + deletions + insertions; }
  // 0 = equal; may exceed 1. An empty reference counts as one unit, so that rate() is finite.
  double rate() const {
    return static_cast<double>(errors()) / static_cast<double>(reference == 0 ? 1 : reference);
  }
  ErrorCount& operator+=(const ErrorCount& other);
};

ErrorCount CompareUnits(const std::vector<std::string>& reference,
                        const std::vector<std::string>& hypothesis);

// Over ComparisonUnits(): a word error rate for English, a character error rate for Chinese, and
// the usual mixed rate (one ideograph = one word) for both together.
ErrorCount CompareTranscripts(std::string_view reference, std::string_view hypothesis);

}  // namespace vivavoce::text
