#include "realtime/server.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <ctime>
#include <functional>
#include <optional>
#include <thread>
#include <vector>

#include "realtime/http_api.h"
#include "realtime/http_connection.h"
#include "realtime/tls_certificate.h"
#include "runtime/clock.h"
#include "runtime/thread_executor.h"

namespace vivavoce::realtime {
namespace {

constexpr std::chrono::seconds kKeysInterval{2};

Result<tcp::acceptor> Listen(asio::io_context& io, const std::string& host, int port,
                             const char* field) {
  error_code failed;
  const auto address = asio::ip::make_address(host == "localhost" ? "127.0.0.1" : host, failed);
  if (failed) {
    return Fail(Error::InvalidArgument(
        fmt::format("'{}' is no IP address; allowed are 127.0.0.1, 0.0.0.0, ::1 and others of this "
                    "machine",
                    host),
        "server.host"));
  }
  const tcp::endpoint endpoint(address, static_cast<uint16_t>(port));
  tcp::acceptor acceptor(io);
  acceptor.open(endpoint.protocol(), failed);
  if (!failed) acceptor.set_option(asio::socket_base::reuse_address(true), failed);
  if (!failed) acceptor.bind(endpoint, failed);
  if (!failed) acceptor.listen(asio::socket_base::max_listen_connections, failed);
  if (!failed) return acceptor;
  if (failed == asio::error::address_in_use) {
    return Fail(Error::Unavailable(
        fmt::format("port {} of {} is in use; stop the program that has it, or choose another port "
                    "(0 lets the system choose)",
                    port, host),
        field));
  }
  return Fail(Error::Unavailable(
      fmt::format("cannot listen on {} port {}: {}", host, port, failed.message()), field));
}

Status LoadTls(const ServerConfig& config, asio::ssl::context& tls) {
  TlsFiles files{config.tls_certificate, config.tls_key};
  if (files.certificate.empty()) {
    auto made = DevelopmentCertificate(config.tls_directory);
    if (!made) return Fail(made.error());
    files = std::move(*made);
  }
  error_code failed;
  using asio::ssl::context;
  tls.set_options(context::default_workarounds | context::no_sslv2 | context::no_sslv3 |
                      context::no_tlsv1 | context::no_tlsv1_1,
                  failed);
  tls.use_certificate_chain_file(files.certificate.string(), failed);
  if (failed) {
    return Fail(Error::InvalidArgument(fmt::format("cannot read the certificate {}: {}",
                                                   files.certificate.string(), failed.message()),
                                       "server.tls_certificate"));
  }
  tls.use_private_key_file(files.key.string(), context::pem, failed);
  if (failed) {
    return Fail(Error::InvalidArgument(
        fmt::format("cannot read the key {}, or it is not the certificate's: {}",
                    files.key.string(), failed.message()),
        "server.tls_key"));
  }
  return {};
}

}  // namespace

// Members are destroyed from the last to the first: the worker, and with it every conversation,
// before the io_context whose queue its results go to.
struct Server::Impl {
  Impl(ServerConfig config_in, WireOptions wire_in, ServerHooks hooks_in)
      : config(std::move(config_in)), wire(std::move(wire_in)), hooks(std::move(hooks_in)) {
    wire.defaults.resume_window_seconds = config.resume_window_seconds;
  }

  Status Open();
  void Accept(tcp::acceptor& acceptor, bool is_tls);
  void WatchKeys();
  void PostAfter(std::chrono::milliseconds delay, runtime::Executor::Task task);

  const ServerConfig config;
  WireOptions wire;
  const ServerHooks hooks;
  asio::io_context io{1};
  asio::ssl::context tls{asio::ssl::context::tls_server};
  runtime::SystemClock clock;
  std::optional<runtime::ThreadExecutor> worker{std::in_place, clock};
  HttpApi http{config,
               wire,
               hooks,
               {.session_count = [this] { return context.open_count.load(); },
                .can_resume =
                    [this](const std::string& token, const std::string& key_id) {
                      return context.FindResumable(token, key_id) != nullptr;
                    },
                .clock = &clock,
                .unix_time = [] { return static_cast<int64_t>(std::time(nullptr)); }}};
  SessionContext context{config,
                         wire,
                         hooks,
                         [this](runtime::Executor::Task task) { asio::post(io, std::move(task)); },
                         [this](auto delay, auto task) { PostAfter(delay, std::move(task)); },
                         *worker,
                         http};
  asio::steady_timer keys_timer{io};
  std::optional<tcp::acceptor> plain_acceptor;
  std::optional<tcp::acceptor> tls_acceptor;
  int port = 0;
  int tls_port = 0;
  std::thread thread;
  bool stopped = false;
};

Status Server::Impl::Open() {
  auto plain = Listen(io, config.host, config.port, "server.port");
  if (!plain) return Fail(plain.error());
  port = plain->local_endpoint().port();
  plain_acceptor.emplace(std::move(*plain));
  if (!config.tls_port) return {};
  if (Status loaded = LoadTls(config, tls); !loaded) return loaded;
  auto secure = Listen(io, config.host, *config.tls_port, "server.tls_port");
  if (!secure) return Fail(secure.error());
  tls_port = secure->local_endpoint().port();
  tls_acceptor.emplace(std::move(*secure));
  return {};
}

void Server::Impl::Accept(tcp::acceptor& acceptor, bool is_tls) {
  acceptor.async_accept([this, &acceptor, is_tls](error_code failed, tcp::socket socket) {
    if (failed == asio::error::operation_aborted || !acceptor.is_open()) return;
    if (!failed) {
      error_code ignored;
      socket.set_option(tcp::no_delay(true), ignored);
      if (is_tls) {
        ServeTls(context, std::move(socket), tls);
      } else {
        ServePlain(context, std::move(socket));
      }
      return Accept(acceptor, is_tls);
    }
    // Out of descriptors, most likely: wait for some to be freed instead of spinning.
    spdlog::warn("event=accept_failed error=\"{}\"", failed.message());
    auto timer = std::make_shared<asio::steady_timer>(io, std::chrono::milliseconds(100));
    timer->async_wait([this, &acceptor, is_tls, timer](error_code cancelled) {
      if (!cancelled) Accept(acceptor, is_tls);
    });
  });
}

void Server::Impl::PostAfter(std::chrono::milliseconds delay, runtime::Executor::Task task) {
  auto timer = std::make_shared<asio::steady_timer>(io, delay);
  timer->async_wait([timer, task = std::move(task)](error_code cancelled) {
    if (!cancelled) task();
  });
}

// The file is read on the worker: a slow disk must not hold up the network thread.
void Server::Impl::WatchKeys() {
  if (!hooks.changed_keys) return;
  keys_timer.expires_after(kKeysInterval);
  keys_timer.async_wait([this](error_code cancelled) {
    if (cancelled) return;
    worker->Post([this] {
      auto changed = hooks.changed_keys();
      asio::post(io, [this, changed = std::move(changed)]() mutable {
        if (changed) http.SetKeys(std::move(*changed));
        if (!context.stopping) WatchKeys();
      });
    });
  });
}

Result<std::unique_ptr<Server>> Server::Start(ServerConfig config, WireOptions wire,
                                              ServerHooks hooks) {
  if (Status valid = config.Validate(); !valid) return Fail(valid.error());
  auto impl = std::make_unique<Impl>(std::move(config), std::move(wire), std::move(hooks));
  if (Status opened = impl->Open(); !opened) return Fail(opened.error());
  impl->Accept(*impl->plain_acceptor, false);
  if (impl->tls_acceptor) impl->Accept(*impl->tls_acceptor, true);
  impl->WatchKeys();
  impl->thread = std::thread([io = &impl->io] { io->run(); });
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Server::~Server() { Stop(std::chrono::seconds(2)); }

int Server::port() const { return impl_->port; }
int Server::tls_port() const { return impl_->tls_port; }
size_t Server::SessionCount() const { return impl_->context.open_count.load(); }

void Server::Stop(std::chrono::milliseconds deadline) {
  Impl& impl = *impl_;
  if (impl.stopped) return;
  impl.stopped = true;
  asio::post(impl.io, [&impl, deadline] {
    error_code ignored;
    impl.plain_acceptor->close(ignored);
    if (impl.tls_acceptor) impl.tls_acceptor->close(ignored);
    impl.context.stopping = true;
    impl.keys_timer.cancel();
    const std::vector<Session*> open(impl.context.open.begin(), impl.context.open.end());
    for (Session* session : open) session->OnShutdown();
    // Sessions leave `open` when their closing handshake is done.
    struct Watch {
      asio::steady_timer timer;
      std::chrono::steady_clock::time_point end;
    };
    auto watch = std::make_shared<Watch>(
        Watch{asio::steady_timer(impl.io), std::chrono::steady_clock::now() + deadline});
    auto look = std::make_shared<std::function<void()>>();
    *look = [&impl, watch, weak = std::weak_ptr(look)] {
      const bool idle = impl.context.open.empty() && impl.http.UnderWay() == 0;
      if (idle || std::chrono::steady_clock::now() >= watch->end) {
        return impl.io.stop();
      }
      watch->timer.expires_after(std::chrono::milliseconds(10));
      watch->timer.async_wait([look = weak.lock()](error_code) { (*look)(); });
    };
    (*look)();
  });
  impl.thread.join();
  const std::vector<Session*> left(impl.context.open.begin(), impl.context.open.end());
  for (Session* session : left) session->OnDisconnect(nullptr, "cut at shutdown");
  impl.http.Stop();
  impl.context.busy.clear();
  impl.worker.reset();
}

}  // namespace vivavoce::realtime
