// Short-lived secrets for browsers: whoever shows one may open realtime sessions until it expires,
// with the session settings it was made with.
// Threads  all methods from any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace vivavoce::realtime {

struct BoundSession {
  nlohmann::json patch;    // a session object; applied before the client's own updates
  std::string key_id;      // of the key that made the secret
  int64_t expires_at = 0;  // seconds since 1970
};

inline constexpr std::string_view kSecretPrefix = "ek_";
inline constexpr int kMinSecretSeconds = 10;  // as OpenAI has them
inline constexpr int kMaxSecretSeconds = 7200;
inline constexpr int kDefaultSecretSeconds = 600;

class ClientSecrets {
 public:
  using UnixTime = std::function<int64_t()>;
  static constexpr size_t kMost = 4096;
  explicit ClientSecrets(UnixTime now) : now_(std::move(now)) {}

  struct Made {
    std::string value;
    int64_t expires_at = 0;
  };
  std::optional<Made> Make(nlohmann::json patch, std::string key_id, int seconds);  // nullopt: full
  // nullptr: unknown or expired.
  std::shared_ptr<const BoundSession> Find(std::string_view secret);
  int64_t Now() const { return now_(); }

 private:
  void DropExpired();  // REQUIRES: mutex_ held

  UnixTime now_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const BoundSession>> secrets_;  // by SHA-256 of the secret
};

}  // namespace vivavoce::realtime
