#include "realtime/http_routes.h"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "realtime/console_page.h"

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

HttpReply Models(const WireOptions& options) {
  Json data = Json::array();
  for (const std::string& id : options.listed_models) {
    data.push_back({{"id", id}, {"object", "model"}, {"created", 0}, {"owned_by", "vivavoce"}});
  }
  return {200, "application/json", Json{{"object", "list"}, {"data", data}}.dump()};
}

HttpReply Unauthorized(const std::string& key) {
  return JsonError(401, "invalid_api_key",
                   key.empty() ? "An API key is needed: send 'Authorization: Bearer KEY', or the "
                                 "subprotocol 'openai-insecure-api-key.KEY'."
                               : "The API key is not known to this server.");
}

Route RouteRealtime(const Handshake& request, bool is_upgrade) {
  if (!is_upgrade) {
    return JsonError(426, "upgrade_required", "Open this address with a WebSocket.");
  }
  if (request.query.contains("dialect") && !DialectFromName(request.Query("dialect"))) {
    return JsonError(400, "invalid_value",
                     fmt::format("'dialect' must be one of {}.", kDialectNames));
  }
  const auto& offered = request.subprotocols;
  return AcceptWebSocket{std::find(offered.begin(), offered.end(), "realtime") != offered.end()};
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

bool IsKnownKey(std::string_view key, const std::vector<std::string>& known) {
  // Digests have one length, so neither a key's length nor its content shows in the time taken.
  const auto digest = [](std::string_view text) {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> out{};
    SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), out.data());
    return out;
  };
  const auto given = digest(key);
  bool found = false;
  for (const std::string& candidate : known) {
    const auto expected = digest(candidate);
    found |= CRYPTO_memcmp(given.data(), expected.data(), given.size()) == 0;
  }
  return found;
}

HttpReply JsonError(int status, std::string_view code, std::string_view message) {
  const Json error{{"type", status < 500 ? "invalid_request_error" : "server_error"},
                   {"code", code},
                   {"message", message},
                   {"param", nullptr}};
  return {status, "application/json",
          Json{{"error", error}}.dump(-1, ' ', false, Json::error_handler_t::replace)};
}

Route RouteRequest(std::string_view method, const Handshake& request, bool is_upgrade,
                   const ServerConfig& config, const WireOptions& options, const ServerHooks& hooks,
                   size_t session_count) {
  if (auto page = ConsolePage(method, request)) return *std::move(page);
  const std::string& path = request.path;
  const bool is_realtime =
      std::find(kRealtimePaths.begin(), kRealtimePaths.end(), path) != kRealtimePaths.end();
  const bool is_known =
      is_realtime || path == "/healthz" || path == "/metrics" || path == "/v1/models";
  if (!is_known) {
    return JsonError(404, "not_found",
                     fmt::format("There is nothing at {} {}; try /v1/realtime.", method, path));
  }
  if (method != "GET") {
    return JsonError(405, "method_not_allowed", fmt::format("{} takes only GET.", path));
  }
  if (path == "/healthz") {
    return HttpReply{200, "application/json",
                     Json{{"status", "ok"}, {"sessions", session_count}}.dump()};
  }
  if (!config.api_keys.empty()) {
    const std::string key = ClientKey(request);
    if (!IsKnownKey(key, config.api_keys)) return Unauthorized(key);
  }
  if (is_realtime) return RouteRealtime(request, is_upgrade);
  if (path == "/v1/models") return Models(options);
  return HttpReply{200, "text/plain; version=0.0.4; charset=utf-8",
                   hooks.metrics_text ? hooks.metrics_text() : std::string()};
}

}  // namespace vivavoce::realtime
