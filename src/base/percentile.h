// Percentiles by nearest rank. Pure.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace vivavoce {

// The value at `share` (0 to 1) of the way through the sorted values; 0 for none.
template <typename T>
T Percentile(std::vector<T> values, double share) {
  if (values.empty()) return T{};
  const auto rank = static_cast<size_t>(share * static_cast<double>(values.size() - 1) + 0.5);
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(std::min(rank, values.size() - 1));
  std::ranges::nth_element(values, at);
  return *at;
}

}  // namespace vivavoce
