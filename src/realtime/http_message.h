// Requests and replies of the server's HTTP side, without sockets. Plain values.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "dialogue/server_event.h"
#include "realtime/dialect.h"

namespace vivavoce::realtime {

struct HttpReply {
  int status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers = {};
};

struct HttpRequest {
  std::string method;
  Handshake target;                          // path, query and headers
  std::map<std::string, std::string> names;  // what stood for {id} in the route's path
  std::string body;
  std::string key_id;  // of the API key that was shown; "" when none was asked for
};

// OpenAI's error object. `param` names the field, `code` is for programs.
struct ApiError {
  int status = 400;
  std::string code;
  std::string message;
  std::string param = {};
  int retry_after_s = 0;  // 0: not told
};

// type: invalid_request_error, authentication_error (401), permission_error (403),
// rate_limit_error (429) or server_error (5xx).
std::string_view ErrorType(int status);
std::string ErrorJson(const ApiError& error);  // {"error": {message, type, param, code}}
HttpReply ToReply(const ApiError& error);
HttpReply JsonError(int status, std::string_view code, std::string_view message);

// A wrong field of the request's JSON.
ApiError FieldError(const dialogue::ErrorEvent& error);
// What a service reports: the client's fault is 400, an unknown thing 404, something taken 503.
ApiError ServiceError(const Error& error);

std::string_view StatusText(int status);  // "Not Found"
// Status line and headers, to the empty line.
enum class BodyLength { kKnown, kChunked, kToTheEnd };
std::string ReplyHead(const HttpReply& reply, BodyLength length, bool keep_alive);

}  // namespace vivavoce::realtime
