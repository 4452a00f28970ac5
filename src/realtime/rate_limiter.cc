#include "realtime/rate_limiter.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace vivavoce::realtime {
namespace {

constexpr const char* kNames[] = {"requests", "audio-seconds", "tokens"};

}  // namespace

void RateLimiter::Fill(Bucket& bucket, double limit) {
  const int64_t now = clock_.NowMs();
  if (bucket.limit != limit) {  // new, or the keys file has changed
    bucket.left = limit;
  } else {
    bucket.left =
        std::min(limit, bucket.left + limit * static_cast<double>(now - bucket.at_ms) / 60000);
  }
  bucket.limit = limit;
  bucket.at_ms = now;
}

RateLimiter::Verdict RateLimiter::Request(const ApiKey& key) {
  const std::lock_guard lock(state_->mutex);
  Verdict verdict;
  Use& use = state_->uses[key.id];
  const int limits[] = {key.limits.requests, key.limits.audio_seconds, key.limits.tokens};
  for (size_t i = 0; i < 3; ++i) {
    if (limits[i] <= 0) {
      use.buckets[i] = {};
      continue;
    }
    Bucket& bucket = use.buckets[i];
    Fill(bucket, limits[i]);
    const double needed = i == 0 ? 1 : 0.001;
    if (bucket.left >= needed || verdict.exceeded) continue;
    const double seconds = (needed - bucket.left) * 60 / bucket.limit;
    verdict.exceeded.emplace(static_cast<Budget>(i),
                             std::max(1, static_cast<int>(std::ceil(seconds))));
  }
  if (!verdict.exceeded && use.buckets[0].limit > 0) use.buckets[0].left -= 1;
  for (size_t i = 0; i < 3; ++i) {
    const Bucket& bucket = use.buckets[i];
    if (bucket.limit <= 0) continue;
    const auto add = [&](const char* what, std::string value) {
      verdict.headers.emplace_back(fmt::format("x-ratelimit-{}-{}", what, kNames[i]),
                                   std::move(value));
    };
    add("limit", fmt::format("{}", std::lround(bucket.limit)));
    add("remaining",
        fmt::format("{}", static_cast<int64_t>(std::max(0.0, std::floor(bucket.left)))));
    add("reset", fmt::format("{}s", std::lround(std::ceil((bucket.limit - bucket.left) * 60 /
                                                          bucket.limit))));
  }
  return verdict;
}

void RateLimiter::Spend(const std::string& key_id, Budget budget, double amount) {
  const std::lock_guard lock(state_->mutex);
  const auto found = state_->uses.find(key_id);
  if (found == state_->uses.end()) return;
  Bucket& bucket = found->second.buckets[static_cast<size_t>(budget)];
  if (bucket.limit > 0) bucket.left -= amount;
}

std::shared_ptr<void> RateLimiter::OpenSession(const std::string& key_id, int limit) {
  const std::lock_guard lock(state_->mutex);
  Use& use = state_->uses[key_id];
  if (limit > 0 && use.sessions >= limit) return nullptr;
  ++use.sessions;
  return {this, [key_id, state = state_](void*) {
            const std::lock_guard relock(state->mutex);
            --state->uses[key_id].sessions;
          }};
}

}  // namespace vivavoce::realtime
