#include "runtime/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>

namespace vivavoce::runtime {
namespace {

constexpr int kCancelPollMs = 100;

// Reads what the child says until it closes its end, keeping the tail.
std::string Drain(int fd, pid_t child, const CancellationToken& cancel) {
  std::string tail;
  bool told = false;
  std::array<char, 4096> buffer{};
  for (;;) {
    if (cancel.IsCancelled() && !told) {
      kill(child, SIGTERM);
      told = true;
    }
    pollfd waiting{fd, POLLIN, 0};
    const int ready = poll(&waiting, 1, kCancelPollMs);
    if (ready == 0 || (ready < 0 && errno == EINTR)) continue;
    const ssize_t count = read(fd, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return tail;
    tail.append(buffer.data(), static_cast<size_t>(count));
    if (tail.size() > 2 * kOutputTailBytes) tail.erase(0, tail.size() - kOutputTailBytes);
  }
}

int Wait(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

Result<ProcessResult> RunProcess(const std::vector<std::string>& command,
                                 const CancellationToken& cancel) {
  if (command.empty()) return Fail(Error::InvalidArgument("no program to run", "command"));
  if (cancel.IsCancelled()) return Fail(Error::Cancelled());
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) {
    return Fail(Error::Unavailable(std::string("cannot make a pipe: ") + std::strerror(errno)));
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
  std::vector<char*> arguments;
  for (const std::string& argument : command) {
    arguments.push_back(const_cast<char*>(argument.c_str()));  // execve's signature is not const
  }
  arguments.push_back(nullptr);
  pid_t child = 0;
  const int failure =
      posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  if (failure != 0) {
    close(ends[0]);
    return Fail(Error::NotFound("cannot start " + command[0] + ": " + std::strerror(failure)));
  }
  ProcessResult result;
  result.output_tail = Drain(ends[0], child, cancel);
  close(ends[0]);
  result.exit_status = Wait(child);
  if (cancel.IsCancelled()) return Fail(Error::Cancelled());
  if (result.output_tail.size() > kOutputTailBytes) {
    result.output_tail.erase(0, result.output_tail.size() - kOutputTailBytes);
  }
  return result;
}

Status RunProcessOrFail(const std::vector<std::string>& command, const CancellationToken& cancel) {
  const Result<ProcessResult> result = RunProcess(command, cancel);
  if (!result) return Fail(result.error());
  if (result->exit_status == 0) return {};
  return Fail(Error::Unavailable(command[0] + " failed (exit status " +
                                 std::to_string(result->exit_status) +
                                 "): " + result->output_tail));
}

bool ProgramExists(std::string_view program) {
  const auto executable = [](const std::filesystem::path& path) {
    std::error_code ignored;
    return access(path.c_str(), X_OK) == 0 && std::filesystem::is_regular_file(path, ignored);
  };
  if (program.find('/') != std::string_view::npos) return executable(program);
  const char* path = std::getenv("PATH");
  std::string_view rest = path ? path : "";
  while (!rest.empty()) {
    const size_t colon = rest.find(':');
    if (executable(std::filesystem::path(rest.substr(0, colon)) / program)) return true;
    rest = colon == std::string_view::npos ? "" : rest.substr(colon + 1);
  }
  return false;
}

}  // namespace vivavoce::runtime
