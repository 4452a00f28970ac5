// One HTTP request whose answer is read as it arrives. http and https (TLS 1.2 or newer, the
// system's certificates, the host's name checked). Thread safety: Post from any thread, it blocks;
// the token may be cancelled from any thread.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/cancellation.h"
#include "base/error.h"

namespace vivavoce::llm {

struct HttpUrl {
  bool tls = false;
  std::string host;
  std::string port;  // digits
  std::string path;  // begins with "/" or is empty

  // "http[s]://host[:port][/path]", no user, query or fragment. An IPv6 host is in brackets.
  static Result<HttpUrl> Parse(std::string_view text);
};

struct HttpPost {
  HttpUrl url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::chrono::milliseconds connect_timeout{5000};
  std::chrono::milliseconds read_timeout{30000};  // between two pieces of the answer
};

struct HttpAnswer {
  int status = 0;
  std::string retry_after;  // header, "" if absent
  std::string body;         // of an answer that is not 2xx, at most 64 KiB
};

// on_body gets the pieces of a 2xx answer's body; false from it ends the request successfully.
// kUnavailable: refused, unreachable, timed out, broken off, TLS failure; kCancelled: within about
// 20 ms of the token being cancelled; the socket is then closed.
Result<HttpAnswer> PostAndStream(const HttpPost& post, const CancellationToken& cancelled,
                                 const std::function<bool(std::string_view)>& on_body);

}  // namespace vivavoce::llm
