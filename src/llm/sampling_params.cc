#include "llm/sampling_params.h"

#include <fmt/format.h>

namespace vivavoce::llm {
namespace {

Status Refuse(const char* field, std::string_view range, double value) {
  return Fail(Error::InvalidArgument(fmt::format("must be in {}, is {}", range, value),
                                     fmt::format("sampling.{}", field)));
}

}  // namespace

Status Validate(const SamplingParams& params) {
  const auto within = [](float value, float low, float high) {
    return value >= low && value <= high;
  };
  if (!within(params.temperature, 0, 2)) return Refuse("temperature", "[0, 2]", params.temperature);
  if (!within(params.top_p, 0, 1) || params.top_p == 0)
    return Refuse("top_p", "(0, 1]", params.top_p);
  if (params.top_k < 0) return Refuse("top_k", "[0, inf)", params.top_k);
  if (!within(params.min_p, 0, 1)) return Refuse("min_p", "[0, 1]", params.min_p);
  if (!within(params.repeat_penalty, 1, 2)) {
    return Refuse("repeat_penalty", "[1, 2]", params.repeat_penalty);
  }
  if (params.max_tokens < 1) return Refuse("max_tokens", "[1, inf)", params.max_tokens);
  for (const std::string& stop : params.stop) {
    if (stop.empty())
      return Fail(Error::InvalidArgument("must not hold an empty text", "sampling.stop"));
  }
  return {};
}

}  // namespace vivavoce::llm
