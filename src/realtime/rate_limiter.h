// What each key may use in a minute: token buckets that fill evenly and hold a minute's worth. What
// a request costs in sound and tokens is known only afterwards, so a bucket may be overdrawn once;
// the next request then waits until it is above zero.
// Threads  all methods from any thread.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "realtime/api_keys.h"
#include "runtime/clock.h"

namespace vivavoce::realtime {

enum class Budget { kRequests, kAudioSeconds, kTokens };
const char* BudgetName(Budget budget);  // "seconds of sound", for messages

// What a budget of a minute has left.
struct RateLimit {
  std::string name;  // "requests", "audio-seconds", "tokens"
  int64_t limit = 0;
  int64_t remaining = 0;
  double reset_seconds = 0;  // until it is full again
};

class RateLimiter {
 public:
  explicit RateLimiter(const runtime::Clock& clock) : clock_(clock) {}  // `clock` outlives this

  // What was exceeded, and the seconds until it is free again (>= 1).
  using Exhaustion = std::pair<Budget, int>;
  struct Verdict {
    std::optional<Exhaustion> exceeded;
    // x-ratelimit-limit-requests, -remaining-, -reset- and so for every budget that has a limit.
    std::vector<std::pair<std::string, std::string>> headers;
  };
  // Takes one request unless a budget is used up.
  Verdict Request(const ApiKey& key);
  void Spend(const std::string& key_id, Budget budget, double amount);
  // Whether sound or tokens are used up; for sessions, which make no requests.
  std::optional<Exhaustion> Exhausted(const ApiKey& key);
  // The budgets of a key that has limits, without taking anything.
  std::vector<RateLimit> Look(const ApiKey& key);

  // A place for a session; nullptr when the key has no more. Given back by the destructor.
  std::shared_ptr<void> OpenSession(const std::string& key_id, int limit);

 private:
  struct Bucket {
    double limit = 0;  // a minute; 0: none
    double left = 0;
    int64_t at_ms = 0;
  };
  struct Use {
    Bucket buckets[3];
    int sessions = 0;
  };
  struct State {
    std::mutex mutex;
    std::map<std::string, Use> uses;
  };
  void Fill(Bucket& bucket, double limit);
  void FillAll(Use& use, const KeyLimits& limits);  // REQUIRES: the lock
  static std::vector<RateLimit> Limits(const Use& use);
  static std::optional<Exhaustion> FirstExhausted(const Use& use, size_t from);

  const runtime::Clock& clock_;
  const std::shared_ptr<State> state_ = std::make_shared<State>();  // places may outlive this
};

}  // namespace vivavoce::realtime
