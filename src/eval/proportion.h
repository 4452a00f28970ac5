// A share of cases with its 95 % confidence interval. Pure.
#pragma once

#include <nlohmann/json.hpp>

namespace vivavoce::eval {

struct Proportion {
  int count = 0;
  int of = 0;
  double share() const { return of ? static_cast<double>(count) / of : 0; }
  // Wilson, "Probable inference, the law of succession, and statistical inference" (1927), z = 1.96.
  // 0 and 1 when there is no case.
  double low() const;
  double high() const;
};

// {"count", "of", "low", "high"}: what the console draws as a bar.
nlohmann::ordered_json ToJson(const Proportion& proportion);

}  // namespace vivavoce::eval
