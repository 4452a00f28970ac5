#include "realtime/origin_policy.h"

#include <algorithm>
#include <charconv>

namespace vivavoce::realtime {
namespace {

// "http://a:1" -> "a:1"; "" when it is no web origin.
std::string_view Authority(std::string_view origin) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (origin.starts_with(scheme)) return origin.substr(scheme.size());
  }
  return {};
}

std::string_view WithoutPort(std::string_view authority) {
  if (authority.starts_with('[')) {
    const size_t end = authority.find(']');
    return end == std::string_view::npos ? authority : authority.substr(1, end - 1);
  }
  return authority.substr(0, authority.find(':'));
}

bool IsIpv4(std::string_view host) {
  const char* at = host.data();
  const char* const end = at + host.size();
  for (int part = 0; part < 4; ++part) {
    unsigned value = 0;
    const auto [next, error] = std::from_chars(at, end, value);
    if (error != std::errc() || next - at > 3 || value > 255) return false;
    at = next;
    if (part < 3 && (at == end || *at++ != '.')) return false;
  }
  return at == end;
}

bool IsAddress(std::string_view host) {
  return IsIpv4(host) || host.find(':') != std::string_view::npos;
}

}  // namespace

bool IsLoopbackHost(std::string_view host) {
  return host == "localhost" || host == "::1" || (IsIpv4(host) && host.starts_with("127."));
}

bool IsAllowedOrigin(std::string_view origin, std::string_view host, bool keys_needed,
                     const std::vector<std::string>& allowed) {
  const auto listed = [&](std::string_view text) {
    return std::find(allowed.begin(), allowed.end(), text) != allowed.end();
  };
  if (listed("*") || listed(origin)) return true;
  const std::string_view authority = Authority(origin);
  if (authority.empty()) return false;
  const std::string_view name = WithoutPort(authority);
  if (IsLoopbackHost(name)) return true;
  return authority == host && (keys_needed || IsAddress(name));
}

}  // namespace vivavoce::realtime
