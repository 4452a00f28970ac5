#include "runtime/model_store_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <system_error>
#include <utility>

namespace vivavoce::runtime {

Result<ModelStoreLock> ModelStoreLock::Take(const std::filesystem::path& home) {
  const std::filesystem::path directory = home / "models";
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  const std::filesystem::path path = directory / ".lock";
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (file < 0) {
    return Fail(Error::Unavailable("cannot write " + directory.string() +
                                   "; set VIVAVOCE_HOME to a directory of yours"));
  }
  if (flock(file, LOCK_EX | LOCK_NB) != 0) {
    close(file);
    return Fail(
        Error::Unavailable("another process is changing the models in " + directory.string()));
  }
  return ModelStoreLock(file);
}

ModelStoreLock::ModelStoreLock(ModelStoreLock&& other) noexcept
    : file_(std::exchange(other.file_, -1)) {}

ModelStoreLock::~ModelStoreLock() {
  if (file_ >= 0) close(file_);
}

}  // namespace vivavoce::runtime
