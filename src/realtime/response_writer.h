// Seam: where a handler puts its answer: one reply, or a stream of pieces.
// Threads  one handler's thread at a time. Write waits while the client is slow.
#pragma once

#include <string>
#include <string_view>

#include "base/cancellation.h"
#include "realtime/http_message.h"

namespace vivavoce::realtime {

class ResponseWriter {
 public:
  virtual ~ResponseWriter() = default;
  // The whole answer. REQUIRES: nothing was written.
  virtual void Reply(HttpReply reply) = 0;
  // Status and headers of a streamed answer; its body is ignored. REQUIRES: nothing was written.
  virtual void Begin(HttpReply head) = 0;
  // False: the client is gone, stop. REQUIRES: Begin.
  virtual bool Write(std::string_view bytes) = 0;
  // The stream is complete. A handler that returns without it breaks the connection off, so that
  // the client sees that something is missing.
  virtual void End() = 0;
  virtual bool begun() const = 0;
  // Raised when the client is gone or the server stops.
  virtual const CancellationToken& cancel() const = 0;
};

}  // namespace vivavoce::realtime
