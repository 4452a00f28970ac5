// A TCP connection, with TLS or without, as one type: Beast's parsers and WebSockets are templates
// over their stream, and are so compiled once instead of once for each kind (a minute each). The
// price is one allocation a read or write, for the handler.
//
// Meets Asio's AsyncReadStream and AsyncWriteStream and what beast::websocket::stream asks beyond
// (teardown, beast_close_socket). Handlers run on the stream's executor.
// Threads  one: that of the executor.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <utility>

#include "realtime/beast.h"

namespace vivavoce::realtime {

class NetStream {
 public:
  using executor_type = PlainStream::executor_type;

  explicit NetStream(tcp::socket socket);
  NetStream(tcp::socket socket, asio::ssl::context& tls);
  NetStream(NetStream&&) noexcept;
  ~NetStream();

  executor_type get_executor();
  tcp::socket& socket();
  bool is_tls() const;
  // Deadlines of what is read and written from now on.
  void expires_after(std::chrono::nanoseconds patience);
  void expires_never();

  // Nothing without TLS; `done` runs later in any case.
  using Done = std::move_only_function<void(error_code)>;
  void async_handshake(asio::ssl::stream_base::handshake_type side, Done done);
  void async_teardown(beast::role_type role, Done done);
  // What arrives next on the wire, thrown away; TLS is not asked.
  void async_discard_some(Done done);

  template <typename MutableBuffers, typename Handler>
  auto async_read_some(const MutableBuffers& buffers, Handler&& handler) {
    return asio::async_initiate<Handler, void(error_code, size_t)>(
        [this](auto done, const auto& into) {
          ReadSome(Buffers<asio::mutable_buffer>(into), std::move(done));
        },
        handler, buffers);
  }

  template <typename ConstBuffers, typename Handler>
  auto async_write_some(const ConstBuffers& buffers, Handler&& handler) {
    return asio::async_initiate<Handler, void(error_code, size_t)>(
        [this](auto done, const auto& from) {
          WriteSome(Buffers<asio::const_buffer>(from), std::move(done));
        },
        handler, buffers);
  }

  // The first buffers of any sequence, as one type. "Some" may be fewer than given.
  template <typename Buffer>
  class Buffers {
   public:
    using value_type = Buffer;
    using const_iterator = const Buffer*;

    template <typename Sequence>
    explicit Buffers(const Sequence& sequence) {
      const auto end = asio::buffer_sequence_end(sequence);
      for (auto at = asio::buffer_sequence_begin(sequence); at != end && count_ < kMost; ++at) {
        if (Buffer(*at).size() > 0) buffers_[count_++] = Buffer(*at);
      }
    }
    const_iterator begin() const { return buffers_.data(); }
    const_iterator end() const { return buffers_.data() + count_; }

   private:
    static constexpr size_t kMost = 4;
    std::array<Buffer, kMost> buffers_;
    size_t count_ = 0;
  };

 private:
  using DoneSome = std::move_only_function<void(error_code, size_t)>;
  void ReadSome(const Buffers<asio::mutable_buffer>& buffers, DoneSome done);
  void WriteSome(const Buffers<asio::const_buffer>& buffers, DoneSome done);

  class Layer;
  template <typename Stream>
  class LayerOver;
  class PlainLayer;
  class TlsLayer;
  std::unique_ptr<Layer> layer_;
};

// Found by beast::websocket through the type of its stream.
template <typename Handler>
void async_teardown(beast::role_type role, NetStream& stream, Handler&& handler) {
  stream.async_teardown(role, std::forward<Handler>(handler));
}
void beast_close_socket(NetStream& stream);

}  // namespace vivavoce::realtime
