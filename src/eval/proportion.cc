#include "eval/proportion.h"

#include <algorithm>
#include <cmath>

namespace vivavoce::eval {
namespace {

constexpr double kZ = 1.959964;  // 95 %

double Bound(const Proportion& p, double sign) {
  if (p.of == 0) return sign < 0 ? 0 : 1;
  const double n = p.of;
  const double share = p.share();
  const double middle = share + kZ * kZ / (2 * n);
  const double spread = kZ * std::sqrt(share * (1 - share) / n + kZ * kZ / (4 * n * n));
  return std::clamp((middle + sign * spread) / (1 + kZ * kZ / n), 0.0, 1.0);
}

}  // namespace

double Proportion::low() const { return Bound(*this, -1); }
double Proportion::high() const { return Bound(*this, 1); }

nlohmann::ordered_json ToJson(const Proportion& proportion) {
  return {{"count", proportion.count},
          {"of", proportion.of},
          {"low", proportion.low()},
          {"high", proportion.high()}};
}

}  // namespace vivavoce::eval
