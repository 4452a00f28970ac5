#include "app/listen_address.h"

#include <fmt/format.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace vivavoce::app {

Status CheckPortIsFree(const std::string& host, int port, const std::string& field) {
  using boost::asio::ip::tcp;
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address(host, error);
  if (error) {
    return Fail(Error::InvalidArgument(
        fmt::format("'{}' is not an IP address such as 127.0.0.1 or 0.0.0.0", host),
        "server.host"));
  }
  boost::asio::io_context context;
  const tcp::endpoint endpoint(address, static_cast<uint16_t>(port));
  tcp::acceptor acceptor(context);
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(1, error);
  if (error) {
    return Fail(Error::Unavailable(
        fmt::format(
            "cannot listen on {}:{} ({}); is another server running there? Choose another port",
            host, port, error.message()),
        field));
  }
  return {};
}

}  // namespace vivavoce::app
