#include "realtime/net_stream.h"

namespace vivavoce::realtime {

class NetStream::Layer {
 public:
  virtual ~Layer() = default;
  virtual PlainStream& Lowest() = 0;
  virtual bool IsTls() const = 0;
  virtual void Handshake(asio::ssl::stream_base::handshake_type side, Done done) = 0;
  virtual void Teardown(beast::role_type role, Done done) = 0;
  virtual void ReadSome(const Buffers<asio::mutable_buffer>& buffers, DoneSome done) = 0;
  virtual void WriteSome(const Buffers<asio::const_buffer>& buffers, DoneSome done) = 0;
};

template <typename Stream>
class NetStream::LayerOver : public Layer {
 public:
  template <typename... Args>
  explicit LayerOver(Args&&... args) : stream_(std::forward<Args>(args)...) {}

  PlainStream& Lowest() override { return beast::get_lowest_layer(stream_); }
  void ReadSome(const Buffers<asio::mutable_buffer>& buffers, DoneSome done) override {
    stream_.async_read_some(buffers, std::move(done));
  }
  void WriteSome(const Buffers<asio::const_buffer>& buffers, DoneSome done) override {
    stream_.async_write_some(buffers, std::move(done));
  }

 protected:
  Stream stream_;
};

class NetStream::PlainLayer final : public LayerOver<PlainStream> {
 public:
  using LayerOver::LayerOver;

  bool IsTls() const override { return false; }
  void Handshake(asio::ssl::stream_base::handshake_type, Done done) override {
    asio::post(stream_.get_executor(), [done = std::move(done)]() mutable { done({}); });
  }
  void Teardown(beast::role_type role, Done done) override {
    beast::websocket::async_teardown(role, stream_.socket(), std::move(done));
  }
};

class NetStream::TlsLayer final : public LayerOver<TlsStream> {
 public:
  using LayerOver::LayerOver;

  bool IsTls() const override { return true; }
  void Handshake(asio::ssl::stream_base::handshake_type side, Done done) override {
    stream_.async_handshake(side, std::move(done));
  }
  void Teardown(beast::role_type role, Done done) override {
    beast::async_teardown(role, stream_, std::move(done));
  }
};

NetStream::NetStream(tcp::socket socket)
    : layer_(std::make_unique<PlainLayer>(std::move(socket))) {}
NetStream::NetStream(tcp::socket socket, asio::ssl::context& tls)
    : layer_(std::make_unique<TlsLayer>(std::move(socket), tls)) {}
NetStream::NetStream(NetStream&&) noexcept = default;
NetStream::~NetStream() = default;

NetStream::executor_type NetStream::get_executor() { return layer_->Lowest().get_executor(); }
tcp::socket& NetStream::socket() { return layer_->Lowest().socket(); }
bool NetStream::is_tls() const { return layer_->IsTls(); }
void NetStream::expires_after(std::chrono::nanoseconds patience) {
  layer_->Lowest().expires_after(patience);
}
void NetStream::expires_never() { layer_->Lowest().expires_never(); }

void NetStream::async_handshake(asio::ssl::stream_base::handshake_type side, Done done) {
  layer_->Handshake(side, std::move(done));
}

void NetStream::async_teardown(beast::role_type role, Done done) {
  layer_->Teardown(role, std::move(done));
}

void NetStream::ReadSome(const Buffers<asio::mutable_buffer>& buffers, DoneSome done) {
  layer_->ReadSome(buffers, std::move(done));
}

void NetStream::WriteSome(const Buffers<asio::const_buffer>& buffers, DoneSome done) {
  layer_->WriteSome(buffers, std::move(done));
}

void NetStream::async_discard_some(Done done) {
  auto block = std::make_unique<std::array<char, 4096>>();
  const auto into = asio::buffer(*block);
  layer_->Lowest().async_read_some(
      into, [block = std::move(block), done = std::move(done)](error_code failed, size_t) mutable {
        done(failed);
      });
}

void beast_close_socket(NetStream& stream) {
  error_code ignored;
  stream.socket().close(ignored);
}

}  // namespace vivavoce::realtime
