// The check every entry point of hearing makes on samples from outside.
#pragma once

#include <fmt/format.h>

#include <cmath>
#include <span>
#include <string_view>

#include "base/error.h"

namespace vivavoce::hearing {

// kInvalidArgument "samples[3]: not finite".
inline Status CheckFinite(std::span<const float> samples, std::string_view name) {
  for (size_t i = 0; i < samples.size(); ++i) {
    if (!std::isfinite(samples[i])) {
      return Fail(Error::InvalidArgument("not finite", fmt::format("{}[{}]", name, i)));
    }
  }
  return {};
}

}  // namespace vivavoce::hearing
