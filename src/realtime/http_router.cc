#include "realtime/http_router.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace vivavoce::realtime {
namespace {

using Names = std::map<std::string, std::string>;

std::string_view TakeSegment(std::string_view& rest) {
  const size_t slash = rest.find('/');
  const std::string_view segment = rest.substr(0, slash);
  rest = slash == std::string_view::npos ? std::string_view() : rest.substr(slash + 1);
  return segment;
}

std::optional<Names> MatchPath(std::string_view pattern, std::string_view path) {
  Names names;
  // The number of segments decides first, so that an empty rest is not a missing one.
  const auto slashes = [](std::string_view text) {
    return std::count(text.begin(), text.end(), '/');
  };
  if (slashes(pattern) != slashes(path)) return std::nullopt;
  for (auto left = slashes(pattern); left >= 0; --left) {
    const std::string_view wanted = TakeSegment(pattern);
    const std::string_view given = TakeSegment(path);
    if (wanted.starts_with('{')) {
      if (given.empty()) return std::nullopt;
      names[std::string(wanted.substr(1, wanted.size() - 2))] = given;
    } else if (wanted != given) {
      return std::nullopt;
    }
  }
  return names;
}

}  // namespace

std::string HttpRouter::Methods(std::string_view path) const {
  std::string methods;
  for (const HttpRoute& route : routes_) {
    if (!MatchPath(route.path, path)) continue;
    methods += (methods.empty() ? "" : ", ") + route.method;
  }
  return methods;
}

std::variant<HttpRouter::Match, HttpReply> HttpRouter::Find(std::string_view method,
                                                            std::string_view path) const {
  for (const HttpRoute& route : routes_) {
    if (route.method != method) continue;
    if (auto names = MatchPath(route.path, path)) return Match{&route, std::move(*names)};
  }
  const std::string methods = Methods(path);
  if (methods.empty()) {
    return JsonError(
        404, "not_found",
        fmt::format("There is nothing at {} {}; try /v1/realtime.", method, path.substr(0, 200)));
  }
  HttpReply reply = JsonError(405, "method_not_allowed",
                              fmt::format("{} takes only {}.", path.substr(0, 200), methods));
  reply.headers.emplace_back("Allow", methods);
  return reply;
}

}  // namespace vivavoce::realtime
