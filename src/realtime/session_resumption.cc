// A session between two transports, and its end in time.
#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "realtime/session.h"

namespace vivavoce::realtime {
namespace {

// Before the end of a session; of a short one half.
constexpr std::chrono::seconds kExpiryWarning{60};

}  // namespace

void Session::OfferResumption() {
  const bool wanted = wire_.settings().resume;
  if (wanted == !token_.empty() || closing_) return;
  if (wanted) {
    token_ = wire_.settings().resume_token;
    context_.resumable[token_] = this;
  } else {
    context_.resumable.erase(std::exchange(token_, {}));
  }
}

std::chrono::seconds Session::LoseTransport() {
  const std::chrono::seconds window(wire_.settings().resume_window_seconds);
  transport_.reset();
  live_->conversation->Handle(dialogue::SocketLost{std::chrono::milliseconds(window).count()});
  return window;
}

void Session::Wait() {
  const std::chrono::seconds window = LoseTransport();
  spdlog::info("session={} event=connection_lost window_seconds={}", id(), window.count());
  context_.hooks.Count("realtime_connections_lost_total");
  context_.waiting.insert(shared_from_this());
  context_.post_after(window, [weak = weak_from_this(), broken = ++num_broken_] {
    if (const auto session = weak.lock()) session->WaitedInVain(broken);
  });
}

void Session::WaitedInVain(int broken) {
  const auto self = shared_from_this();
  if (broken != num_broken_ || context_.waiting.erase(self) == 0) return;
  End("not resumed");
}

void Session::Resume(std::weak_ptr<Transport> transport, const std::string& after) {
  const auto self = shared_from_this();
  if (context_.waiting.erase(self) == 0) {
    // The server did not know that the connection was broken. The conversation goes on on a
    // thread of its own: time passes before it is told that somebody is back.
    const auto before = transport_.lock();
    LoseTransport();
    if (before) before->Drop();
  }
  ++num_broken_;  // the window that may be running is not ours
  transport_ = std::move(transport);
  Resumption resumption = wire_.Resume(after);
  spdlog::info("session={} event=resumed texts={} missed_samples={}", id(), resumption.texts.size(),
               resumption.missed_samples);
  context_.hooks.Count("realtime_resumptions_total");
  for (std::string& text : resumption.texts) Send(std::move(text));
  live_->conversation->Handle(dialogue::SocketResumed{resumption.missed_samples});
  if (const auto now = transport_.lock()) now->StartReading();
}

std::optional<std::chrono::seconds> Session::TimeLeft() const {
  if (context_.config.max_session_seconds == 0) return std::nullopt;
  const auto lived = std::chrono::duration_cast<std::chrono::seconds>(
      std::chrono::steady_clock::now() - opened_at_);
  return std::max(std::chrono::seconds(context_.config.max_session_seconds) - lived,
                  std::chrono::seconds(0));
}

void Session::WarnOfExpiry() {
  const auto left = TimeLeft();
  if (!left || !wire_.settings().expiry_events || std::exchange(expiry_watched_, true)) return;
  const auto warning = std::min(kExpiryWarning, *left / 2);
  context_.post_after(*left - warning, [weak = weak_from_this(), warning] {
    const auto session = weak.lock();
    if (!session || session->closing_ || !session->wire_.settings().expiry_events) return;
    session->Send(session->wire_.Expiring(static_cast<int>(warning.count())));
  });
}

}  // namespace vivavoce::realtime
