#include "app/session_load.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>
#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <utility>

#include "app/websocket_client.h"
#include "base/base64.h"

namespace vivavoce::app {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using tcp = asio::ip::tcp;
using Clock = std::chrono::steady_clock;
using boost::system::error_code;

constexpr int kStepMs = 40;
constexpr int kStepSamples = 24 * kStepMs;
constexpr int kStepsBetweenQuestions = 1000 / kStepMs;
constexpr std::string_view kQuestion = R"({"type":"input_audio_buffer.clear"})";
constexpr std::string_view kAnswer = R"("type":"input_audio_buffer.cleared")";
// Opening all at once would measure the listen queue.
constexpr std::chrono::milliseconds kBetweenOpenings{2};

struct Load {
  SessionLoadOptions options;
  WebSocketAddress address;
  tcp::resolver::results_type endpoints;
  asio::io_context io{1};
  std::string append;  // one step of near silence
  SessionLoadReport report;
  int pending = 0;  // not yet open
  Clock::time_point end = Clock::time_point::max();
  bool measuring = false;
};

class LoadSession : public std::enable_shared_from_this<LoadSession> {
 public:
  LoadSession(Load& load, int index) : load_(load), timer_(load.io), socket_(load.io) {
    step_ = index % kStepsBetweenQuestions;  // so that they do not all ask at once
  }

  void OpenAfter(std::chrono::milliseconds delay) {
    timer_.expires_after(delay);
    timer_.async_wait([self = shared_from_this()](error_code) { self->Connect(); });
  }

 private:
  void Connect() {
    asio::async_connect(socket_.next_layer(), load_.endpoints,
                        [self = shared_from_this()](error_code failed, const tcp::endpoint&) {
                          if (failed) return self->Over();
                          self->Shake();
                        });
  }

  void Shake() {
    socket_.next_layer().set_option(tcp::no_delay(true));
    socket_.read_message_max(16 << 20);
    socket_.set_option(
        websocket::stream_base::decorator([&](websocket::request_type& request) {
          const std::string& key = load_.options.api_key;
          if (!key.empty()) request.set(beast::http::field::authorization, "Bearer " + key);
        }));
    socket_.async_handshake(load_.address.host + ":" + load_.address.port, load_.address.target,
                            [self = shared_from_this()](error_code failed) {
                              if (failed) return self->Over();
                              self->Read();
                            });
  }

  void Read() {
    socket_.async_read(buffer_, [self = shared_from_this()](error_code failed, size_t) {
      if (failed) return self->Over();
      self->OnText(beast::buffers_to_string(self->buffer_.data()));
      self->buffer_.clear();
      self->Read();
    });
  }

  void OnText(const std::string& text) {
    if (!open_ && text.find(R"("type":"session.created")") != std::string::npos) {
      open_ = true;
      ++load_.report.opened;
      BegunOrGivenUp();
      next_ = Clock::now();
      Tick();
    } else if (asked_at_ && text.find(kAnswer) != std::string::npos) {
      if (load_.measuring) {
        load_.report.turnaround_us.push_back(
            std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - *asked_at_)
                .count());
      }
      asked_at_.reset();
    }
  }

  void Tick() {
    if (Clock::now() >= load_.end) return Leave();
    Send(load_.append);
    load_.report.audio_ms += kStepMs;
    if (++step_ % kStepsBetweenQuestions == 0 && !asked_at_) {
      asked_at_ = Clock::now();
      Send(std::string(kQuestion));
    }
    next_ += std::chrono::milliseconds(kStepMs);
    timer_.expires_at(next_);
    timer_.async_wait([self = shared_from_this()](error_code cancelled) {
      if (!cancelled) self->Tick();
    });
  }

  void Send(std::string text) {
    queue_.push_back(std::move(text));
    if (queue_.size() == 1) Write();
  }

  void Write() {
    socket_.async_write(asio::buffer(queue_.front()),
                        [self = shared_from_this()](error_code failed, size_t) {
                          if (failed) return self->Over();
                          self->queue_.pop_front();
                          if (!self->queue_.empty()) return self->Write();
                          if (self->leaving_) self->Close();
                        });
  }

  void Leave() {
    leaving_ = true;
    if (queue_.empty()) Close();
  }

  void Close() {
    socket_.async_close(websocket::close_code::normal,
                        [self = shared_from_this()](error_code) {});
  }

  void Over() {
    if (std::exchange(over_, true)) return;
    timer_.cancel();
    if (!leaving_) ++load_.report.broken;
    if (!open_) BegunOrGivenUp();
  }

  // The time runs from when all are open.
  void BegunOrGivenUp() {
    if (--load_.pending > 0) return;
    load_.measuring = true;
    load_.end = Clock::now() + std::chrono::seconds(load_.options.seconds);
  }

  Load& load_;
  asio::steady_timer timer_;
  websocket::stream<tcp::socket> socket_;
  beast::flat_buffer buffer_;
  std::deque<std::string> queue_;  // the first is being written
  std::optional<Clock::time_point> asked_at_;
  Clock::time_point next_;
  int step_ = 0;
  bool open_ = false;
  bool leaving_ = false;
  bool over_ = false;
};

}  // namespace

Result<SessionLoadReport> RunSessionLoad(const SessionLoadOptions& options) {
  auto address = ParseWebSocketUrl(options.url);
  if (!address) return Fail(address.error());
  Load load{.options = options, .address = std::move(*address), .endpoints = {}, .append = {},
            .report = {}};
  error_code failed;
  load.endpoints =
      tcp::resolver(load.io).resolve(load.address.host, load.address.port, failed);
  if (failed) {
    return Fail(Error::Unavailable("cannot find " + load.address.host + ": " + failed.message()));
  }
  std::string pcm;
  for (int i = 0; i < kStepSamples; ++i) pcm += {static_cast<char>(i % 7), 0};
  load.append =
      R"({"type":"input_audio_buffer.append","audio":")" + EncodeBase64(pcm) + R"("})";
  load.pending = options.sessions;
  for (int i = 0; i < options.sessions; ++i) {
    std::make_shared<LoadSession>(load, i)->OpenAfter(i * kBetweenOpenings);
  }
  load.io.run();
  return std::move(load.report);
}

}  // namespace vivavoce::app
