// The way back from engine threads to one listener, which can be shut: after Shut() has returned no
// call is in progress and none will come. Threads: all methods from any thread; Shut not from
// within a call.
#pragma once

#include <mutex>

#include "dialogue/speech_engine.h"

namespace vivavoce::dialogue {

class EngineGate {
 public:
  explicit EngineGate(EngineListener& listener) : listener_(&listener) {}

  template <typename F>
  void Tell(F call) {
    const std::lock_guard lock(mutex_);
    if (listener_) call(*listener_);
  }
  void Shut() {
    const std::lock_guard lock(mutex_);
    listener_ = nullptr;
  }

 private:
  std::mutex mutex_;
  EngineListener* listener_;
};

}  // namespace vivavoce::dialogue
