#include "realtime/rate_limiter.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace vivavoce::realtime {
namespace {

constexpr const char* kNames[] = {"requests", "audio-seconds", "tokens"};

}  // namespace

const char* BudgetName(Budget budget) {
  static constexpr const char* kSpoken[] = {"requests", "seconds of sound", "tokens"};
  return kSpoken[static_cast<size_t>(budget)];
}

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

void RateLimiter::FillAll(Use& use, const KeyLimits& limits) {
  const int each[] = {limits.requests, limits.audio_seconds, limits.tokens};
  for (size_t i = 0; i < 3; ++i) {
    if (each[i] > 0) {
      Fill(use.buckets[i], each[i]);
    } else {
      use.buckets[i] = {};
    }
  }
}

std::vector<RateLimit> RateLimiter::Limits(const Use& use) {
  std::vector<RateLimit> limits;
  for (size_t i = 0; i < 3; ++i) {
    const Bucket& bucket = use.buckets[i];
    if (bucket.limit <= 0) continue;
    limits.push_back({.name = kNames[i],
                      .limit = std::lround(bucket.limit),
                      .remaining = static_cast<int64_t>(std::max(0.0, std::floor(bucket.left))),
                      .reset_seconds = (bucket.limit - bucket.left) * 60 / bucket.limit});
  }
  return limits;
}

std::vector<RateLimit> RateLimiter::Look(const ApiKey& key) {
  const std::lock_guard lock(state_->mutex);
  Use& use = state_->uses[key.id];
  FillAll(use, key.limits);
  return Limits(use);
}

std::optional<RateLimiter::Exhaustion> RateLimiter::FirstExhausted(const Use& use, size_t from) {
  for (size_t i = from; i < 3; ++i) {
    const Bucket& bucket = use.buckets[i];
    const double needed = i == 0 ? 1 : 0.001;
    if (bucket.limit <= 0 || bucket.left >= needed) continue;
    const double seconds = (needed - bucket.left) * 60 / bucket.limit;
    return Exhaustion{static_cast<Budget>(i), std::max(1, static_cast<int>(std::ceil(seconds)))};
  }
  return std::nullopt;
}

std::optional<RateLimiter::Exhaustion> RateLimiter::Exhausted(const ApiKey& key) {
  const std::lock_guard lock(state_->mutex);
  Use& use = state_->uses[key.id];
  FillAll(use, key.limits);
  return FirstExhausted(use, static_cast<size_t>(Budget::kAudioSeconds));
}

RateLimiter::Verdict RateLimiter::Request(const ApiKey& key) {
  const std::lock_guard lock(state_->mutex);
  Verdict verdict;
  Use& use = state_->uses[key.id];
  FillAll(use, key.limits);
  verdict.exceeded = FirstExhausted(use, 0);
  if (!verdict.exceeded && use.buckets[0].limit > 0) use.buckets[0].left -= 1;
  for (const RateLimit& limit : Limits(use)) {
    const auto add = [&](const char* what, std::string value) {
      verdict.headers.emplace_back(fmt::format("x-ratelimit-{}-{}", what, limit.name),
                                   std::move(value));
    };
    add("limit", fmt::format("{}", limit.limit));
    add("remaining", fmt::format("{}", limit.remaining));
    add("reset", fmt::format("{}s", std::lround(std::ceil(limit.reset_seconds))));
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
