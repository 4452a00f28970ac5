#include <fmt/format.h>

#include "llm/remote_language_model.h"

namespace vivavoce::llm {

Status RemoteModelConfig::Validate() const {
  const auto in_range = [](const char* field, int value, int low, int high) -> Status {
    if (value >= low && value <= high) return {};
    return Fail(Error::InvalidArgument(
        fmt::format("must be between {} and {}, is {}", low, high, value), field));
  };
  if (const Result<HttpUrl> url = HttpUrl::Parse(base_url); !url) return Fail(url.error());
  if (model.empty()) return Fail(Error::InvalidArgument("must not be empty", "model"));
  if (Status s = in_range("context_tokens", context_tokens, 128, 10'000'000); !s) return s;
  if (Status s = in_range("connect_timeout_ms", connect_timeout_ms, 100, 600'000); !s) return s;
  return in_range("read_timeout_ms", read_timeout_ms, 100, 600'000);
}

}  // namespace vivavoce::llm
