// Collects the callbacks of one Generate or Prefill.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "llm/language_model.h"

namespace vivavoce::llm {

// Must outlive the job. Wait gives up after a time no working model needs.
class Listener {
 public:
  GenerationCallbacks Callbacks(std::function<void(std::string_view)> also = {}) {
    return {[this, also](std::string_view piece) {
              {
                const std::lock_guard lock(mutex_);
                if (done_count_ > 0) text_after_done_ = true;
                pieces_.emplace_back(piece);
              }
              changed_.notify_all();
              if (also) also(piece);
            },
            Done()};
  }
  std::function<void(const GenerationResult&)> Done() {
    return [this](const GenerationResult& result) {
      const std::lock_guard lock(mutex_);
      result_ = result;
      ++done_count_;
      changed_.notify_all();
    };
  }
  GenerationResult Wait() {
    std::unique_lock lock(mutex_);
    const bool done = changed_.wait_for(lock, kPatience, [&] { return done_count_ > 0; });
    EXPECT_TRUE(done) << "no on_done";
    return result_;
  }
  void WaitForText() {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, kPatience, [&] { return done_count_ > 0 || !pieces_.empty(); });
  }
  std::string text() {
    const std::lock_guard lock(mutex_);
    std::string all;
    for (const std::string& piece : pieces_) all += piece;
    return all;
  }
  std::vector<std::string> pieces() {
    const std::lock_guard lock(mutex_);
    return pieces_;
  }
  int done_count() {
    const std::lock_guard lock(mutex_);
    return done_count_;
  }
  bool text_after_done() {
    const std::lock_guard lock(mutex_);
    return text_after_done_;
  }

 private:
  static constexpr std::chrono::seconds kPatience{300};
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> pieces_;
  GenerationResult result_;
  int done_count_ = 0;
  bool text_after_done_ = false;
};

}  // namespace vivavoce::llm
