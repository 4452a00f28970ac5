#include "realtime/websocket_connection.h"

#include <spdlog/spdlog.h>

#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace vivavoce::realtime {
namespace {

class WebSocketConnection final : public Transport,
                                  public std::enable_shared_from_this<WebSocketConnection> {
 public:
  WebSocketConnection(SessionContext& context, NetStream stream)
      : context_(context),
        socket_(std::move(stream)),
        pause_timer_(socket_.get_executor()),
        expiry_timer_(socket_.get_executor()),
        close_timer_(socket_.get_executor()),
        alive_timer_(socket_.get_executor()) {}

  void Accept(http::request<http::string_body> request, const Handshake& handshake,
              std::string peer, AcceptWebSocket how) {
    websocket::stream_base::timeout timeouts;
    timeouts.handshake_timeout = kPatience;  // also of the closing handshake
    // Beast's own idle timer is set anew with every read, which a thousand sessions feel.
    timeouts.idle_timeout = websocket::stream_base::none();
    timeouts.keep_alive_pings = false;
    socket_.set_option(timeouts);
    socket_.control_callback([this](websocket::frame_type, beast::string_view) { alive_ = true; });
    socket_.set_option(websocket::stream_base::decorator(
        [select = how.select_realtime](websocket::response_type& response) {
          response.set(http::field::server, "vivavoce");
          if (select) response.set(http::field::sec_websocket_protocol, "realtime");
        }));
    socket_.read_message_max(0);  // counted in OnRead, which can still say why
    socket_.auto_fragment(false);
    socket_.write_buffer_bytes(kWriteBufferBytes);
    socket_.text(true);
    request_ = std::move(request);
    socket_.async_accept(request_, [self = shared_from_this(), handshake,
                                    peer = std::move(peer), how](error_code failed) mutable {
      if (!failed) self->Begin(handshake, std::move(peer), std::move(how));
    });
  }

  void StartReading() override { Read(); }

  void Send(std::string text) override {
    if (close_) return;
    queued_bytes_ += text.size();
    queue_.push_back(std::move(text));
    if (queued_bytes_ > context_.config.max_outgoing_bytes) {
      // Nothing more will get through; what is being written must stay. The session closes.
      const size_t kept = writing_ ? 1 : 0;
      while (queue_.size() > kept) queue_.pop_back();
      queued_bytes_ = kept > 0 ? queue_.front().size() : 0;
      return session_->OnSlowReader();
    }
    if (!writing_) Write();
  }

  void Close(CloseCode code, std::string reason) override {
    if (close_) return;
    reason.resize(std::min<size_t>(reason.size(), 120));  // a control frame holds 125 bytes
    close_.emplace(static_cast<websocket::close_code>(code), reason);
    close_timer_.expires_after(kPatience);
    close_timer_.async_wait([weak = weak_from_this()](error_code cancelled) {
      const auto self = weak.lock();
      if (!cancelled && self) self->Drop();
    });
    if (!writing_) StartClosing();
  }

 private:
  static constexpr std::chrono::seconds kPatience{5};
  static constexpr std::chrono::milliseconds kPause{20};
  static constexpr size_t kWriteBufferBytes = 64 << 10;
  static constexpr size_t kReadChunkBytes = 256 << 10;

  void Begin(const Handshake& handshake, std::string peer, AcceptWebSocket how) {
    WatchAlive();
    session_ = context_.FindResumable(how.resume_token, how.key_id);
    if (session_) {
      StartExpiry();
      return session_->Resume(weak_from_this(), how.resume_after);
    }
    session_ = std::make_shared<Session>(context_, handshake, std::move(peer),
                                         weak_from_this(), std::move(how));
    StartExpiry();
    session_->Open();
  }

  void Read() {
    if (close_) return;  // closing reads on its own
    socket_.async_read_some(
        buffer_, kReadChunkBytes,
        [self = shared_from_this()](error_code failed, size_t) { self->OnRead(failed); });
  }

  void OnRead(error_code failed) {
    if (failed) return OnGone(failed);
    alive_ = true;
    if (close_) return;
    if (buffer_.size() > context_.config.max_message_bytes) {
      buffer_.clear();
      return session_->OnTooBig();
    }
    if (!socket_.is_message_done()) return Read();
    if (socket_.got_text()) {
      const auto data = buffer_.cdata();
      session_->OnText({static_cast<const char*>(data.data()), data.size()});
    } else {
      session_->OnBinary();
    }
    buffer_.clear();
    if (buffer_.capacity() > kKeptBufferBytes) buffer_.shrink_to_fit();
    ReadWhenWanted();
  }

  void ReadWhenWanted() {
    if (!session_->InputIsFull()) return Read();
    pause_timer_.expires_after(kPause);
    pause_timer_.async_wait([self = shared_from_this()](error_code cancelled) {
      if (!cancelled && !self->close_) self->ReadWhenWanted();
    });
  }

  void Write() {
    writing_ = true;
    socket_.async_write(
        asio::buffer(queue_.front()),
        [self = shared_from_this()](error_code failed, size_t) { self->OnWritten(failed); });
  }

  void OnWritten(error_code failed) {
    writing_ = false;
    if (failed) return OnGone(failed);
    queued_bytes_ -= queue_.front().size();
    queue_.pop_front();
    if (!queue_.empty()) return Write();
    if (close_) StartClosing();
  }

  void StartClosing() {
    socket_.async_close(
        *close_, [self = shared_from_this()](error_code failed) { self->OnGone(failed); });
  }

  void StartExpiry() {
    const auto left = session_->TimeLeft();
    if (!left) return;
    expiry_timer_.expires_after(*left);
    expiry_timer_.async_wait([weak = weak_from_this()](error_code cancelled) {
      const auto self = weak.lock();
      if (!cancelled && self) self->session_->OnExpired();
    });
  }

  // Who says nothing for half the idle timeout is asked; who then says nothing is gone.
  void WatchAlive() {
    alive_timer_.expires_after(std::chrono::milliseconds(context_.config.idle_timeout_seconds) * 500);
    alive_timer_.async_wait([weak = weak_from_this()](error_code cancelled) {
      const auto self = weak.lock();
      if (cancelled || !self || self->close_) return;
      if (std::exchange(self->alive_, false)) {
        self->asked_ = false;
      } else if (std::exchange(self->asked_, true)) {
        self->OnGone(beast::error::timeout);
        return self->Drop();
      } else {
        self->socket_.async_ping({}, [self](error_code) {});
      }
      self->WatchAlive();
    });
  }

  void Drop() override {
    error_code ignored;
    socket_.next_layer().socket().close(ignored);
  }

  // An operation failed: the peer is gone, or will be.
  void OnGone(error_code failed) {
    pause_timer_.cancel();
    expiry_timer_.cancel();
    alive_timer_.cancel();
    const bool by_client = failed == websocket::error::closed &&
                           socket_.reason().code == websocket::close_code::normal;
    session_->OnDisconnect(this, failed ? failed.message() : "closed", by_client);
    if (failed != websocket::error::closed && !writing_ && !close_) Drop();
  }

  static constexpr size_t kKeptBufferBytes = 1 << 20;

  SessionContext& context_;
  websocket::stream<NetStream> socket_;
  http::request<http::string_body> request_;
  std::shared_ptr<Session> session_;
  beast::flat_buffer buffer_;
  std::deque<std::string> queue_;  // the first is being written when writing_
  size_t queued_bytes_ = 0;
  bool writing_ = false;
  std::optional<websocket::close_reason> close_;
  asio::steady_timer pause_timer_;
  asio::steady_timer expiry_timer_;
  asio::steady_timer close_timer_;
  asio::steady_timer alive_timer_;
  bool alive_ = true;   // something came since the timer was set
  bool asked_ = false;  // a ping is out
};

}  // namespace

void ServeWebSocket(SessionContext& context, NetStream stream,
                    http::request<http::string_body> request, const Handshake& handshake,
                    std::string peer, AcceptWebSocket how) {
  std::make_shared<WebSocketConnection>(context, std::move(stream))
      ->Accept(std::move(request), handshake, std::move(peer), std::move(how));
}

}  // namespace vivavoce::realtime
