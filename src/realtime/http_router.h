// Which handler answers which method and path. A part of a path in braces, "/v1/models/{id}",
// stands for one segment, any text.
// Threads  made once; const methods from any thread.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "realtime/http_message.h"
#include "realtime/response_writer.h"

namespace vivavoce::realtime {

using HttpHandler = std::function<void(const HttpRequest&, ResponseWriter&)>;

struct HttpRoute {
  std::string method;
  std::string path;
  HttpHandler handler;
  size_t most_body_bytes = 64 << 10;
  bool quick = true;      // answered on the network thread; false: on a worker
  bool needs_key = true;  // when the server asks for keys at all
  bool counts = false;    // a request of the key's budget
};

class HttpRouter {
 public:
  void Add(HttpRoute route) { routes_.push_back(std::move(route)); }
  const std::vector<HttpRoute>& routes() const { return routes_; }

  struct Match {
    const HttpRoute* route = nullptr;
    std::map<std::string, std::string> names;
  };
  // 404 for an unknown path, 405 with Allow for a known one.
  std::variant<Match, HttpReply> Find(std::string_view method, std::string_view path) const;
  // "GET, POST"; "" for an unknown path.
  std::string Methods(std::string_view path) const;

 private:
  std::vector<HttpRoute> routes_;
};

}  // namespace vivavoce::realtime
