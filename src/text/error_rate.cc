#include "text/error_rate.h"

#include "text/normal_form.h"

namespace vivavoce::text {

ErrorCount& ErrorCount::operator+=(const ErrorCount& other) {
  substitutions += other.substitutions;
  deletions += other.deletions;
  insertions += other.insertions;
  reference += other.reference;
  return *this;
}

ErrorCount CompareUnits(const std::vector<std::string>& reference,
                        const std::vector<std::string>& hypothesis) {
  // Two rows of the edit matrix; each cell keeps the counts of its best path.
  std::vector<ErrorCount> above(hypothesis.size() + 1);
  std::vector<ErrorCount> row(hypothesis.size() + 1);
  for (size_t j = 0; j <= hypothesis.size(); ++j) above[j].insertions = j;
  for (size_t i = 1; i <= reference.size(); ++i) {
    row[0] = {};
    row[0].deletions = i;
    for (size_t j = 1; j <= hypothesis.size(); ++j) {
      ErrorCount best = above[j - 1];
      if (reference[i - 1] != hypothesis[j - 1]) ++best.substitutions;
      if (above[j].errors() + 1 < best.errors()) {
        best = above[j];
        ++best.deletions;
      }
      if (row[j - 1].errors() + 1 < best.errors()) {
        best = row[j - 1];
        ++best.insertions;
      }
      row[j] = best;
    }
    std::swap(above, row);
  }
  ErrorCount total = above[hypothesis.size()];
  total.reference = reference.size();
  return total;
}

ErrorCount CompareTranscripts(std::string_view reference, std::string_view hypothesis) {
  return CompareUnits(ComparisonUnits(reference), ComparisonUnits(hypothesis));
}

}  // namespace vivavoce::text
