// A flag that the owner of a job raises and the job polls between units of work (a token, an
// encoder layer, a clause). Thread safety: any thread may cancel or ask.
#pragma once

#include <atomic>
#include <memory>

namespace vivavoce {

class CancellationToken {
 public:
  CancellationToken() : flag_(std::make_shared<std::atomic<bool>>(false)) {}

  void Cancel() const { flag_->store(true, std::memory_order_relaxed); }
  bool IsCancelled() const { return flag_->load(std::memory_order_relaxed); }

 private:
  std::shared_ptr<std::atomic<bool>> flag_;  // shared by all copies
};

}  // namespace vivavoce
