// Runs another program without a shell and waits for it.
// Threads: from any thread; several may run at once.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/cancellation.h"
#include "base/error.h"

namespace vivavoce::runtime {

struct ProcessResult {
  int exit_status = 0;      // 128 + n when it died of signal n, as a shell says it
  std::string output_tail;  // the last kOutputTailBytes of stdout and stderr together
};

inline constexpr size_t kOutputTailBytes = 4096;

// `command[0]` is looked up in PATH. Standard input is empty. kNotFound when there is no such
// program; kCancelled after the token was raised (the program gets SIGTERM). A program that ran and
// failed is a result with its exit status.
Result<ProcessResult> RunProcess(const std::vector<std::string>& command,
                                 const CancellationToken& cancel = {});

// The same, where failing is an error: kUnavailable with the last lines of what it said.
Status RunProcessOrFail(const std::vector<std::string>& command,
                        const CancellationToken& cancel = {});

// True when `program` is an executable in PATH, or a path to one.
bool ProgramExists(std::string_view program);

}  // namespace vivavoce::runtime
