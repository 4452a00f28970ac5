#include "realtime/console_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "web/assets.h"

namespace vivavoce::realtime {
namespace {

// A host goes into a header, so only what a host may consist of.
bool IsPlainHost(std::string_view host) {
  return !host.empty() && std::ranges::all_of(host, [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '.' || c == '-' || c == ':' || c == '[' || c == ']';
  });
}

}  // namespace

std::string ConsoleContentPolicy(std::string_view host) {
  // 'self' of connect-src does not cover WebSockets in every browser, so they are named.
  const std::string sockets =
      IsPlainHost(host) ? fmt::format(" ws://{0} wss://{0}", host) : std::string();
  return fmt::format(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
      "connect-src 'self'{}; worker-src 'self'; media-src 'self' blob:; manifest-src 'self'; "
      "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      sockets);
}

std::optional<HttpReply> ConsolePage(std::string_view method, const Handshake& request) {
  const std::optional<web::Asset> asset = web::FindAsset(request.path);
  if (!asset) return std::nullopt;
  if (method != "GET") {
    return JsonError(405, "method_not_allowed", fmt::format("{} takes only GET.", request.path));
  }
  HttpReply reply;
  reply.content_type = asset->content_type;
  reply.headers = {
      {"Content-Security-Policy", ConsoleContentPolicy(request.Header("host"))},
      {"X-Content-Type-Options", "nosniff"},
      {"Referrer-Policy", "no-referrer"},
      {"Cross-Origin-Opener-Policy", "same-origin"},
      {"Cross-Origin-Resource-Policy", "same-origin"},
      {"Permissions-Policy", "microphone=(self), camera=(), geolocation=()"},
      {"Cache-Control",
       web::IsImmutable(asset->path) ? "public, max-age=31536000, immutable" : "no-cache"},
      {"Vary", "Accept-Encoding"},
      {"ETag", std::string(asset->etag)},
  };
  if (request.Header("if-none-match") == asset->etag) {
    reply.status = 304;
    return reply;
  }
  const bool takes_gzip = request.Header("accept-encoding").find("gzip") != std::string::npos;
  if (takes_gzip && !asset->gzip_body.empty()) {
    reply.headers.emplace_back("Content-Encoding", "gzip");
    reply.body = asset->gzip_body;
  } else {
    reply.body = asset->body;
  }
  return reply;
}

}  // namespace vivavoce::realtime
