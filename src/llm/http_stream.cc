// The only file of this folder that compiles Boost.Beast: it takes a while.
#include "llm/http_stream.h"

#include <fmt/format.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <optional>

namespace vivavoce::llm {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;

constexpr std::chrono::milliseconds kPoll{20};  // how soon a cancelled request is noticed
constexpr size_t kMaxErrorBody = 64 * 1024;

// Runs one request on its own io_context: every operation is started asynchronously and waited for
// in short turns, between which the token and the deadline are looked at.
class Request {
 public:
  Request(const HttpPost& post, const CancellationToken& cancelled)
      : post_(post), cancelled_(cancelled), tls_(asio::ssl::context::tls_client) {}

  Result<HttpAnswer> Run(const std::function<bool(std::string_view)>& on_body) {
    tls_.set_default_verify_paths();
    tls_.set_verify_mode(asio::ssl::verify_peer);
    stream_.emplace(io_, tls_);
    const Status connected = Connect();
    if (!connected) return Fail(connected.error());
    if (!post_.url.tls) return Exchange(beast::get_lowest_layer(*stream_), on_body);
    const Status secured = Handshake();
    if (!secured) return Fail(secured.error());
    return Exchange(*stream_, on_body);
  }

 private:
  // Waits for the operation just started, whose handler sets `done`.
  Status Wait(const std::optional<error_code>& done, std::chrono::milliseconds timeout,
              std::string_view what) {
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    io_.restart();
    while (!done) {
      io_.run_one_for(kPoll);
      if (done) break;
      const bool late = std::chrono::steady_clock::now() >= deadline;
      if (!late && !cancelled_.IsCancelled()) continue;
      Close();
      while (!done && io_.run_one() > 0) {
      }
      if (cancelled_.IsCancelled()) return Fail(Error::Cancelled());
      return Unavailable(what, fmt::format("nothing came for {} ms", timeout.count()));
    }
    if (cancelled_.IsCancelled()) {
      Close();
      return Fail(Error::Cancelled());
    }
    if (*done && *done != http::error::end_of_stream) return Unavailable(what, done->message());
    return {};
  }

  std::unexpected<Error> Unavailable(std::string_view what, std::string_view why) const {
    return Fail(Error::Unavailable(
        fmt::format("{} {}:{} failed: {}", what, post_.url.host, post_.url.port, why), "base_url"));
  }

  void Close() {
    resolver_.cancel();
    error_code ignored;
    beast::get_lowest_layer(*stream_).socket().close(ignored);
  }

  Status Connect() {
    std::optional<error_code> done;
    asio::ip::tcp::resolver::results_type found;
    resolver_.async_resolve(post_.url.host, post_.url.port, [&](error_code code, auto results) {
      found = std::move(results);
      done = code;
    });
    if (Status resolved = Wait(done, post_.connect_timeout, "looking up"); !resolved)
      return resolved;
    done.reset();
    asio::async_connect(beast::get_lowest_layer(*stream_).socket(), found,
                        [&](error_code code, const auto&) { done = code; });
    return Wait(done, post_.connect_timeout, "connecting to");
  }

  Status Handshake() {
    const std::string& host = post_.url.host;
    stream_->set_verify_callback(asio::ssl::host_name_verification(host));
    SSL_set_tlsext_host_name(stream_->native_handle(), host.c_str());
    SSL_set_min_proto_version(stream_->native_handle(), TLS1_2_VERSION);
    std::optional<error_code> done;
    stream_->async_handshake(asio::ssl::stream_base::client, [&](error_code code) { done = code; });
    return Wait(done, post_.connect_timeout, "TLS handshake with");
  }

  template <typename Stream>
  Result<HttpAnswer> Exchange(Stream& stream,
                              const std::function<bool(std::string_view)>& on_body) {
    http::request<http::string_body> request(http::verb::post, post_.url.path, 11);
    request.set(http::field::host, post_.url.host + ":" + post_.url.port);
    request.set(http::field::connection, "close");
    for (const auto& [name, value] : post_.headers) request.set(name, value);
    request.body() = post_.body;
    request.prepare_payload();
    std::optional<error_code> done;
    http::async_write(stream, request, [&](error_code code, size_t) { done = code; });
    if (Status sent = Wait(done, post_.read_timeout, "sending to"); !sent)
      return Fail(sent.error());

    beast::flat_buffer buffer;
    http::response_parser<http::buffer_body> parser;
    parser.body_limit(boost::none);
    done.reset();
    http::async_read_header(stream, buffer, parser, [&](error_code code, size_t) { done = code; });
    if (Status read = Wait(done, post_.read_timeout, "waiting for"); !read)
      return Fail(read.error());
    if (!parser.is_header_done()) return Unavailable("waiting for", "the connection was closed");

    HttpAnswer answer{
        .status = static_cast<int>(parser.get().result_int()), .retry_after = {}, .body = {}};
    answer.retry_after = std::string(parser.get()[http::field::retry_after]);
    const bool good = answer.status / 100 == 2;
    std::string piece(8192, '\0');
    while (!parser.is_done()) {
      parser.get().body().data = piece.data();
      parser.get().body().size = piece.size();
      parser.get().body().more = true;
      done.reset();
      http::async_read_some(stream, buffer, parser, [&](error_code code, size_t) {
        done = code == http::error::need_buffer ? error_code() : code;
      });
      if (Status read = Wait(done, post_.read_timeout, "reading from"); !read)
        return Fail(read.error());
      const std::string_view got(piece.data(), piece.size() - parser.get().body().size);
      if (!good) {
        answer.body.append(
            got.substr(0, kMaxErrorBody - std::min(kMaxErrorBody, answer.body.size())));
      } else if (!got.empty() && !on_body(got)) {
        break;
      }
      if (*done == http::error::end_of_stream) break;
    }
    Close();
    return answer;
  }

  const HttpPost& post_;
  const CancellationToken& cancelled_;
  asio::io_context io_;
  asio::ssl::context tls_;
  asio::ip::tcp::resolver resolver_{io_};
  std::optional<beast::ssl_stream<beast::tcp_stream>> stream_;
};

}  // namespace

Result<HttpAnswer> PostAndStream(const HttpPost& post, const CancellationToken& cancelled,
                                 const std::function<bool(std::string_view)>& on_body) {
  try {
    return Request(post, cancelled).Run(on_body);
  } catch (const std::exception& e) {
    return Fail(Error::Unavailable(
        fmt::format("the request to {} failed: {}", post.url.host, e.what()), "base_url"));
  }
}

}  // namespace vivavoce::llm
