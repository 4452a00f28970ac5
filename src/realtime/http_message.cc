#include "realtime/http_message.h"

#include <fmt/format.h>

#include <cstdint>
#include <nlohmann/json.hpp>

namespace vivavoce::realtime {

std::string_view ErrorType(int status) {
  switch (status) {
    case 401:
      return "authentication_error";
    case 403:
      return "permission_error";
    case 429:
      return "rate_limit_error";
    default:
      return status < 500 ? "invalid_request_error" : "server_error";
  }
}

std::string ErrorJson(const ApiError& error) {
  using Json = nlohmann::json;
  const auto or_null = [](const std::string& text) { return text.empty() ? Json() : Json(text); };
  const Json body{{"error",
                   {{"message", error.message},
                    {"type", ErrorType(error.status)},
                    {"param", or_null(error.param)},
                    {"code", or_null(error.code)}}}};
  return body.dump(-1, ' ', false, Json::error_handler_t::replace);
}

HttpReply ToReply(const ApiError& error) {
  HttpReply reply{error.status, "application/json", ErrorJson(error)};
  if (error.status == 401) reply.headers.emplace_back("WWW-Authenticate", "Bearer");
  if (error.retry_after_s > 0) {
    reply.headers.emplace_back("Retry-After", std::to_string(error.retry_after_s));
  }
  return reply;
}

HttpReply JsonError(int status, std::string_view code, std::string_view message) {
  return ToReply({status, std::string(code), std::string(message)});
}

ApiError FieldError(const dialogue::ErrorEvent& error) {
  return {400, error.code, error.message, error.param};
}

ApiError ServiceError(const Error& error) {
  const std::string& param = error.field;
  switch (error.code) {
    case ErrorCode::kInvalidArgument:
      return {400, "invalid_value", error.message, param};
    case ErrorCode::kNotFound:
      return {404, "not_found", error.message, param};
    case ErrorCode::kUnavailable:
      return {503, "overloaded", error.message, param, 1};
    case ErrorCode::kCancelled:
      return {499, "cancelled", error.message, param};
    case ErrorCode::kCorrupt:
    case ErrorCode::kInternal:
      break;
  }
  return {500, "inference_failed", error.message, param};
}

std::string_view StatusText(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 204:
      return "No Content";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 409:
      return "Conflict";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 426:
      return "Upgrade Required";
    case 429:
      return "Too Many Requests";
    case 503:
      return "Service Unavailable";
    default:
      return status < 500 ? "Error" : "Internal Server Error";
  }
}

std::string ReplyHead(const HttpReply& reply, BodyLength length, bool keep_alive) {
  std::string head =
      fmt::format("HTTP/1.1 {} {}\r\nServer: vivavoce\r\n", reply.status, StatusText(reply.status));
  if (!reply.content_type.empty()) head += fmt::format("Content-Type: {}\r\n", reply.content_type);
  for (const auto& [name, value] : reply.headers) head += fmt::format("{}: {}\r\n", name, value);
  if (length == BodyLength::kKnown) {
    head += fmt::format("Content-Length: {}\r\n", reply.body.size());
  } else if (length == BodyLength::kChunked) {
    head += "Transfer-Encoding: chunked\r\n";
  }
  return head + (keep_alive ? "\r\n" : "Connection: close\r\n\r\n");
}

}  // namespace vivavoce::realtime
