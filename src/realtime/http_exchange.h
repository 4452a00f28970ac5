// One answer under way: a handler's thread puts bytes in, the network thread takes them out.
// Bounded: the handler waits while more than kMostQueuedBytes are not sent yet.
// Threads  the ResponseWriter side is one handler's thread; the rest the network thread.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "realtime/response_writer.h"

namespace vivavoce::realtime {

class HttpExchange final : public ResponseWriter {
 public:
  static constexpr size_t kMostQueuedBytes = 256 << 10;

  struct Options {
    bool chunked = true;                                       // the client knows chunks: HTTP/1.1
    bool keep_alive = true;                                    // what the client asks for
    std::vector<std::pair<std::string, std::string>> headers;  // added to every answer (CORS)
    // Called from any thread when there is something to take; must be quick.
    std::function<void()> wake;
  };
  explicit HttpExchange(Options options) : options_(std::move(options)) {}

  void Reply(HttpReply reply) override;
  void Begin(HttpReply head) override;
  bool Write(std::string_view bytes) override;
  void End() override;
  bool begun() const override;
  const CancellationToken& cancel() const override { return cancel_; }

  void AddHeader(std::string name, std::string value);  // before the answer begins
  // The handler has returned: an answer without End is broken off.
  void HandlerReturned();

  struct Piece {
    std::string bytes;        // to be sent
    bool last = false;        // nothing comes after it
    bool keep_alive = false;  // with `last`: the connection may take another request
  };
  std::optional<Piece> Take();  // nullopt: nothing now
  void Abandon();               // the client is gone

 private:
  void Push(std::string bytes);  // REQUIRES: mutex_ held
  HttpReply WithHeaders(HttpReply reply) const;

  Options options_;
  const CancellationToken cancel_;
  mutable std::mutex mutex_;
  std::condition_variable room_;
  std::deque<std::string> queue_;
  size_t queued_bytes_ = 0;
  bool begun_ = false;
  bool ended_ = false;
  bool broken_ = false;
  bool gone_ = false;
  bool last_taken_ = false;
};

}  // namespace vivavoce::realtime
