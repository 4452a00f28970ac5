#include "realtime/http_connection_impl.h"

namespace vivavoce::realtime {

void ServeTls(SessionContext& context, tcp::socket socket, asio::ssl::context& tls) {
  std::string peer = PeerName(socket);
  std::make_shared<HttpConnection<TlsStream>>(context, TlsStream(std::move(socket), tls),
                                              std::move(peer))
      ->Run();
}

}  // namespace vivavoce::realtime
