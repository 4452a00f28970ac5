// Runs a check in a child process, so that one that crashes gives an error and not a dead server.
// Threads: call it before others start; the check sees only the calling thread.
#pragma once

#include <functional>

#include "base/error.h"

namespace vivavoce::runtime {

// The check's own status, or kInternal naming the signal that it died of. The check must not need
// other threads of this process and must not print.
Status RunIsolated(const std::function<Status()>& check);

}  // namespace vivavoce::runtime
