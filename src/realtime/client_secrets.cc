#include "realtime/client_secrets.h"

#include <utility>

#include "realtime/api_keys.h"
#include "runtime/sha256.h"

namespace vivavoce::realtime {

void ClientSecrets::DropExpired() {
  std::erase_if(secrets_, [now = now_()](const auto& s) { return s.second->expires_at <= now; });
}

std::optional<ClientSecrets::Made> ClientSecrets::Make(nlohmann::json patch, std::string key_id,
                                                       int seconds) {
  const std::lock_guard lock(mutex_);
  DropExpired();
  if (secrets_.size() >= kMost) return std::nullopt;
  Made made{std::string(kSecretPrefix) + RandomHex(24), now_() + seconds};
  secrets_[runtime::Sha256OfString(made.value)] = std::make_shared<const BoundSession>(
      BoundSession{std::move(patch), std::move(key_id), made.expires_at});
  return made;
}

std::shared_ptr<const BoundSession> ClientSecrets::Find(std::string_view secret) {
  if (!secret.starts_with(kSecretPrefix)) return nullptr;
  const std::lock_guard lock(mutex_);
  // Looked up by digest, so that the time taken says nothing about the secrets that exist.
  const auto found = secrets_.find(runtime::Sha256OfString(secret));
  if (found == secrets_.end() || found->second->expires_at <= now_()) return nullptr;
  return found->second;
}

}  // namespace vivavoce::realtime
