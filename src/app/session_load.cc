#include "app/session_load.h"

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <utility>

#include "app/load_connection.h"
#include "app/websocket_client.h"
#include "base/base64.h"

namespace vivavoce::app {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;
using boost::system::error_code;
using Frame = std::shared_ptr<const std::string>;

constexpr int kStepMs = 40;
constexpr int kStepSamples = 24 * kStepMs;
constexpr int kStepsBetweenQuestions = 1000 / kStepMs;
constexpr std::string_view kQuestion = R"({"type":"input_audio_buffer.clear"})";
constexpr std::string_view kAnswer = R"("type":"input_audio_buffer.cleared")";
// Opening all at once would measure the listen queue.
constexpr std::chrono::milliseconds kBetweenOpenings{2};
constexpr std::chrono::milliseconds kTick{1};
// A server that does not say goodbye is not waited for.
constexpr std::chrono::seconds kGoodbyePatience{5};

std::string AppendOfSilence() {
  std::string pcm;
  for (int i = 0; i < kStepSamples; ++i) pcm += {static_cast<char>(i % 7), 0};
  return R"({"type":"input_audio_buffer.append","audio":")" + EncodeBase64(pcm) + R"("})";
}

class Load;

class LoadSession {
 public:
  LoadSession(Load& load, int step);
  void Open(const LoadConnection::Endpoints& endpoints, const WebSocketAddress& address);
  void Step();
  void Leave();

 private:
  void OnText(std::string_view text);
  void OnOver();

  Load& load_;
  std::shared_ptr<LoadConnection> connection_;
  std::optional<Clock::time_point> asked_at_;
  int step_;
  bool open_ = false;
  bool leaving_ = false;
  bool over_ = false;
};

// All sessions of a wheel's slot send their sound in the same millisecond of every step.
class Load {
 public:
  Load(const SessionLoadOptions& options, WebSocketAddress address)
      : options_(options), address_(std::move(address)), timer_(io_) {}

  Result<SessionLoadReport> Run();

  asio::io_context io_{1};
  const SessionLoadOptions& options_;
  const Frame append_ = MakeTextFrame(AppendOfSilence());  // one step of near silence
  const Frame question_ = MakeTextFrame(kQuestion);
  SessionLoadReport report_;
  bool measuring_ = false;

  void OpenedOrGivenUp() {
    if (--pending_ == 0) end_ = Clock::now() + std::chrono::seconds(options_.seconds);
    measuring_ = pending_ == 0;
  }
  void OneIsOver() {
    if (--left_ == 0) timer_.cancel();
  }

 private:
  void Tick();
  void OpenNext();
  void LeaveAll();

  WebSocketAddress address_;
  LoadConnection::Endpoints endpoints_;
  asio::steady_timer timer_;
  std::vector<std::unique_ptr<LoadSession>> sessions_;
  std::array<std::vector<LoadSession*>, kStepMs> slots_;
  size_t slot_ = 0;
  Clock::time_point next_;
  Clock::time_point next_opening_;
  int pending_ = 0;  // neither open nor refused
  int left_ = 0;     // not over
  std::optional<Clock::time_point> end_;
};

LoadSession::LoadSession(Load& load, int step) : load_(load), step_(step) {}

void LoadSession::Open(const LoadConnection::Endpoints& endpoints,
                       const WebSocketAddress& address) {
  connection_ = std::make_shared<LoadConnection>(
      load_.io_, LoadConnection::Callbacks{[this](std::string_view text) { OnText(text); },
                                           [this] { OnOver(); }});
  connection_->Open(endpoints, address, load_.options_.api_key);
}

void LoadSession::OnText(std::string_view text) {
  if (!open_ && text.find(R"("type":"session.created")") != std::string_view::npos) {
    open_ = true;
    ++load_.report_.opened;
    load_.OpenedOrGivenUp();
  } else if (asked_at_ && text.find(kAnswer) != std::string_view::npos) {
    if (load_.measuring_) {
      const auto turnaround = Clock::now() - *asked_at_;
      load_.report_.turnaround_us.push_back(
          std::chrono::duration_cast<std::chrono::microseconds>(turnaround).count());
    }
    asked_at_.reset();
  }
}

void LoadSession::Step() {
  if (!open_ || over_ || leaving_) return;
  connection_->Send(load_.append_);
  load_.report_.audio_ms += kStepMs;
  if (++step_ % kStepsBetweenQuestions != 0 || asked_at_) return;
  asked_at_ = Clock::now();
  connection_->Send(load_.question_);
}

void LoadSession::Leave() {
  if (over_) return;
  leaving_ = true;
  connection_->Close();
}

void LoadSession::OnOver() {
  over_ = true;
  if (!leaving_) ++load_.report_.broken;
  if (!open_) load_.OpenedOrGivenUp();
  load_.OneIsOver();
}

void Load::OpenNext() {
  const size_t index = sessions_.size();
  const auto step = static_cast<int>(index % kStepsBetweenQuestions);  // they do not all ask at once
  sessions_.push_back(std::make_unique<LoadSession>(*this, step));
  slots_[index % slots_.size()].push_back(sessions_.back().get());
  sessions_.back()->Open(endpoints_, address_);
}

// What a late tick has missed is made up for: sound does not wait.
void Load::Tick() {
  const Clock::time_point now = Clock::now();
  if (end_ && now >= *end_) return LeaveAll();
  for (; next_ <= now; next_ += kTick) {
    for (LoadSession* session : slots_[slot_]) session->Step();
    slot_ = (slot_ + 1) % slots_.size();
  }
  const auto wanted = static_cast<size_t>(options_.sessions);
  for (; sessions_.size() < wanted && next_opening_ <= now; next_opening_ += kBetweenOpenings) {
    OpenNext();
  }
  timer_.expires_at(next_);
  timer_.async_wait([this](error_code cancelled) {
    if (!cancelled) Tick();
  });
}

void Load::LeaveAll() {
  for (const auto& session : sessions_) session->Leave();
  if (left_ == 0) return;
  timer_.expires_after(kGoodbyePatience);
  timer_.async_wait([this](error_code) { io_.stop(); });
}

Result<SessionLoadReport> Load::Run() {
  error_code failed;
  endpoints_ = asio::ip::tcp::resolver(io_).resolve(address_.host, address_.port, failed);
  if (failed) {
    return Fail(Error::Unavailable("cannot find " + address_.host + ": " + failed.message()));
  }
  pending_ = left_ = options_.sessions;
  next_ = next_opening_ = Clock::now();
  Tick();
  io_.run();
  return std::move(report_);
}

}  // namespace

Result<SessionLoadReport> RunSessionLoad(const SessionLoadOptions& options) {
  auto address = ParseWebSocketUrl(options.url);
  if (!address) return Fail(address.error());
  return Load(options, std::move(*address)).Run();
}

}  // namespace vivavoce::app
