#include "runtime/isolated_check.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <string>

namespace vivavoce::runtime {
namespace {

constexpr int kCheckFailed = 1;

[[noreturn]] void RunChild(int pipe, const std::function<Status()>& check) {
  // A crash is expected here: no core file, no sanitizer or library handler.
  for (const int number : {SIGILL, SIGSEGV, SIGBUS, SIGFPE, SIGABRT}) std::signal(number, SIG_DFL);
  const Status status = check();
  if (status) _exit(0);
  const std::string message = status.error().ToString();
  [[maybe_unused]] const ssize_t written = write(pipe, message.data(), message.size());
  _exit(kCheckFailed);
}

}  // namespace

Status RunIsolated(const std::function<Status()>& check) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) {
    return Fail(Error::Internal(std::string("cannot make a pipe: ") + std::strerror(errno)));
  }
  const pid_t child = fork();
  if (child == 0) RunChild(ends[1], check);
  close(ends[1]);
  std::string message;
  std::array<char, 512> buffer{};
  for (;;) {
    const ssize_t count = read(ends[0], buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    message.append(buffer.data(), static_cast<size_t>(count));
  }
  close(ends[0]);
  if (child < 0) return Fail(Error::Internal(std::string("cannot fork: ") + std::strerror(errno)));
  int result = 0;
  while (waitpid(child, &result, 0) < 0 && errno == EINTR) {
  }
  if (WIFSIGNALED(result)) {
    return Fail(Error::Internal(std::string("crashed: ") + strsignal(WTERMSIG(result))));
  }
  if (WEXITSTATUS(result) == 0) return {};
  return Fail(Error::Internal(message.empty() ? "ended without a word" : message));
}

}  // namespace vivavoce::runtime
