#include "realtime/http_connection_impl.h"

namespace vivavoce::realtime {

void ServePlain(SessionContext& context, tcp::socket socket) {
  std::string peer = PeerName(socket);
  std::make_shared<HttpConnection<PlainStream>>(context, PlainStream(std::move(socket)),
                                                std::move(peer))
      ->Run();
}

}  // namespace vivavoce::realtime
