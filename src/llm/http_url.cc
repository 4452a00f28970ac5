#include <algorithm>
#include <charconv>

#include "llm/http_stream.h"

namespace vivavoce::llm {
namespace {

std::unexpected<Error> Refuse() {
  return Fail(Error::InvalidArgument("must be http[s]://host[:port][/path]", "base_url"));
}

bool IsPort(std::string_view text) {
  int value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  return code == std::errc() && end == text.data() + text.size() && value >= 1 && value <= 65535;
}

}  // namespace

Result<HttpUrl> HttpUrl::Parse(std::string_view text) {
  HttpUrl url;
  if (text.starts_with("https://")) {
    url.tls = true;
    text.remove_prefix(8);
  } else if (text.starts_with("http://")) {
    text.remove_prefix(7);
  } else {
    return Refuse();
  }
  if (std::ranges::any_of(text,
                          [](char c) { return c <= ' ' || c == '?' || c == '#' || c == '@'; })) {
    return Refuse();
  }
  const size_t slash = std::min(text.find('/'), text.size());
  std::string_view authority = text.substr(0, slash);
  url.path = text.substr(slash);
  while (url.path.ends_with('/')) url.path.pop_back();
  size_t colon = authority.rfind(':');
  if (authority.starts_with('[')) {
    const size_t close = authority.find(']');
    if (close == std::string_view::npos) return Refuse();
    url.host = authority.substr(1, close - 1);
    colon = close + 1 < authority.size() ? close + 1 : std::string_view::npos;
    if (colon != std::string_view::npos && authority[colon] != ':') return Refuse();
  } else {
    url.host = authority.substr(0, colon);
  }
  url.port = url.tls ? "443" : "80";
  if (colon != std::string_view::npos) url.port = authority.substr(colon + 1);
  if (url.host.empty() || !IsPort(url.port)) return Refuse();
  return url;
}

}  // namespace vivavoce::llm
