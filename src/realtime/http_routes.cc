#include "realtime/http_routes.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace vivavoce::realtime {
namespace {

constexpr std::array<std::string_view, 4> kRealtimePaths{"/v1/realtime", "/step_plan/v1/realtime",
                                                         "/openai/v1/realtime", "/openai/realtime"};

std::string DecodeUrl(std::string_view text) {
  std::string decoded;
  for (size_t i = 0; i < text.size(); ++i) {
    unsigned char byte = 0;
    if (text[i] == '%' && i + 2 < text.size()) {
      const char* end = text.data() + i + 3;
      if (std::from_chars(text.data() + i + 1, end, byte, 16).ptr == end) {
        decoded += static_cast<char>(byte);
        i += 2;
        continue;
      }
    }
    decoded += text[i] == '+' ? ' ' : text[i];
  }
  return decoded;
}

}  // namespace

Handshake ParseTarget(std::string_view target) {
  Handshake handshake;
  const size_t mark = target.find('?');
  handshake.path = DecodeUrl(target.substr(0, mark));
  if (mark == std::string_view::npos) return handshake;
  std::string_view rest = target.substr(mark + 1);
  while (!rest.empty()) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    const size_t equals = pair.find('=');
    std::string value =
        equals == std::string_view::npos ? std::string() : DecodeUrl(pair.substr(equals + 1));
    if (!pair.empty()) handshake.query[DecodeUrl(pair.substr(0, equals))] = std::move(value);
  }
  return handshake;
}

std::string ClientKey(const Handshake& request) {
  static constexpr std::string_view kBearer = "bearer ";
  static constexpr std::string_view kProtocol = "openai-insecure-api-key.";
  const std::string authorization = request.Header("authorization");
  if (authorization.size() > kBearer.size() &&
      MatchesPattern("bearer *", std::string_view(authorization))) {
    return authorization.substr(kBearer.size());
  }
  if (const std::string key = request.Header("api-key"); !key.empty()) return key;
  for (const std::string& subprotocol : request.subprotocols) {
    if (subprotocol.starts_with(kProtocol)) return subprotocol.substr(kProtocol.size());
  }
  return {};
}

bool IsRealtimePath(std::string_view path) {
  return std::find(kRealtimePaths.begin(), kRealtimePaths.end(), path) != kRealtimePaths.end();
}

std::variant<HttpReply, AcceptWebSocket> RouteRealtime(const Handshake& request, bool is_upgrade) {
  if (!is_upgrade) {
    HttpReply reply = JsonError(426, "upgrade_required", "Open this address with a WebSocket.");
    reply.headers.emplace_back("Upgrade", "websocket");
    return reply;
  }
  if (request.query.contains("dialect") && !DialectFromName(request.Query("dialect"))) {
    return JsonError(400, "invalid_value",
                     fmt::format("'dialect' must be one of {}.", kDialectNames));
  }
  const auto& offered = request.subprotocols;
  AcceptWebSocket accept;
  accept.resume_token = request.Query("resume");
  accept.resume_after = request.Query("after");
  accept.select_realtime = std::find(offered.begin(), offered.end(), "realtime") != offered.end();
  return accept;
}

}  // namespace vivavoce::realtime
