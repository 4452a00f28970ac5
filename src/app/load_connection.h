// One WebSocket of a load test, as cheap as a client can be, so that what is measured is the server:
// frames are made and masked once and sent as they are, and what comes back is only looked at.
// Text frames up to 64 KiB; ws:// only.
// Threads  one at a time, that of the io_context.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "app/websocket_client.h"

namespace vivavoce::app {

// A text as a masked frame. Every frame has the same mask: it only protects proxies, and there is none.
std::shared_ptr<const std::string> MakeTextFrame(std::string_view text);

class LoadConnection : public std::enable_shared_from_this<LoadConnection> {
 public:
  using Endpoints = boost::asio::ip::tcp::resolver::results_type;
  struct Callbacks {
    std::function<void(std::string_view)> on_text;
    std::function<void()> on_over;  // refused, broken or closed; last and once
  };
  LoadConnection(boost::asio::io_context& io, Callbacks callbacks)
      : socket_(io), callbacks_(std::move(callbacks)) {}

  void Open(const Endpoints& endpoints, const WebSocketAddress& address, const std::string& api_key);
  void Send(std::shared_ptr<const std::string> frame);
  void Close();  // says goodbye; on_over comes when the server has answered

 private:
  void Shake();
  void OnResponse(size_t size);
  void Read();
  void OnBytes();
  void OnFrame(uint8_t opcode, std::string_view payload);
  void Write();
  void Over();

  boost::asio::ip::tcp::socket socket_;
  Callbacks callbacks_;
  std::string request_;
  std::string received_;  // not yet understood
  std::deque<std::shared_ptr<const std::string>> queue_;
  size_t sent_ = 0;  // of the first
  bool waiting_ = false;
  bool over_ = false;
};

}  // namespace vivavoce::app
