// <home>/models/.lock: one process at a time changes the model directory. The kernel drops the lock
// when its holder dies. Threads: hold it on one; also excludes other threads of this process.
#pragma once

#include <filesystem>

#include "base/error.h"

namespace vivavoce::runtime {

class ModelStoreLock {
 public:
  // Makes <home>/models if absent. kUnavailable when someone else holds the lock.
  static Result<ModelStoreLock> Take(const std::filesystem::path& home);

  ModelStoreLock(ModelStoreLock&& other) noexcept;
  ModelStoreLock& operator=(ModelStoreLock&&) = delete;
  ModelStoreLock(const ModelStoreLock&) = delete;
  ModelStoreLock& operator=(const ModelStoreLock&) = delete;
  ~ModelStoreLock();

 private:
  explicit ModelStoreLock(int file) : file_(file) {}
  int file_;
};

}  // namespace vivavoce::runtime
