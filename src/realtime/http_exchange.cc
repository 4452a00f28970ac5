#include "realtime/http_exchange.h"

#include <fmt/format.h>

#include <utility>

namespace vivavoce::realtime {

HttpReply HttpExchange::WithHeaders(HttpReply reply) const {
  reply.headers.insert(reply.headers.end(), options_.headers.begin(), options_.headers.end());
  return reply;
}

void HttpExchange::AddHeader(std::string name, std::string value) {
  const std::lock_guard lock(mutex_);
  options_.headers.emplace_back(std::move(name), std::move(value));
}

void HttpExchange::Push(std::string bytes) {
  queued_bytes_ += bytes.size();
  queue_.push_back(std::move(bytes));
}

void HttpExchange::Reply(HttpReply reply) {
  {
    const std::lock_guard lock(mutex_);
    if (begun_) return;
    begun_ = ended_ = true;
    reply = WithHeaders(std::move(reply));
    Push(ReplyHead(reply, BodyLength::kKnown, options_.keep_alive) + reply.body);
  }
  options_.wake();
}

void HttpExchange::Begin(HttpReply head) {
  const std::lock_guard lock(mutex_);
  if (begun_) return;
  begun_ = true;
  Push(ReplyHead(WithHeaders(std::move(head)),
                 options_.chunked ? BodyLength::kChunked : BodyLength::kToTheEnd,
                 options_.keep_alive));
}

bool HttpExchange::Write(std::string_view bytes) {
  {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [&] { return gone_ || queued_bytes_ <= kMostQueuedBytes; });
    if (gone_ || ended_) return false;
    if (bytes.empty()) return true;  // an empty chunk would end the stream
    Push(options_.chunked ? fmt::format("{:x}\r\n{}\r\n", bytes.size(), bytes)
                          : std::string(bytes));
  }
  options_.wake();
  return true;
}

void HttpExchange::End() {
  {
    const std::lock_guard lock(mutex_);
    if (!begun_ || ended_) return;
    ended_ = true;
    Push(options_.chunked ? "0\r\n\r\n" : "");
  }
  options_.wake();
}

bool HttpExchange::begun() const {
  const std::lock_guard lock(mutex_);
  return begun_;
}

void HttpExchange::HandlerReturned() {
  {
    const std::lock_guard lock(mutex_);
    if (ended_) return;
    ended_ = broken_ = true;
    Push("");
  }
  options_.wake();
}

std::optional<HttpExchange::Piece> HttpExchange::Take() {
  std::optional<Piece> piece;
  {
    const std::lock_guard lock(mutex_);
    if (queue_.empty() || last_taken_) return std::nullopt;
    piece.emplace();
    while (!queue_.empty()) {
      piece->bytes += queue_.front();
      queue_.pop_front();
    }
    queued_bytes_ = 0;
    piece->last = last_taken_ = ended_;
    piece->keep_alive = options_.keep_alive && !broken_;
  }
  room_.notify_all();
  return piece;
}

void HttpExchange::Abandon() {
  cancel_.Cancel();
  {
    const std::lock_guard lock(mutex_);
    gone_ = true;
  }
  room_.notify_all();
}

}  // namespace vivavoce::realtime
