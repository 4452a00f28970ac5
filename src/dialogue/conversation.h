// A running conversation: the pure core joined to an engine, a clock and the sound that flows
// through. It resamples and windows the input, runs the voice activity detector, feeds the core,
// carries out its actions, and gives its client the server events in order.
//
// Threads: Handle, AppendAudio and Close may be called from any thread; they queue onto the
// executor, on which everything else happens, the listener's calls included. After the destructor
// no call comes. REQUIRES: engine, clock, executor and listener outlive the conversation; the
// destructor is not called from the listener.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "dialogue/client_event.h"
#include "dialogue/server_event.h"
#include "dialogue/session_config.h"
#include "dialogue/speech_engine.h"
#include "runtime/clock.h"
#include "runtime/executor.h"

namespace vivavoce::dialogue {

class ConversationListener {
 public:
  virtual ~ConversationListener() = default;
  virtual void OnServerEvent(const ServerEvent& event) = 0;
  // Once per spoken answer to a spoken turn, at its first audio; for metrics, whatever the client
  // opted into.
  virtual void OnTurnLatency(const TurnLatency&) {}
  // Once per spoken turn whose words are known, whatever the client opted into.
  virtual void OnPerception(const hearing::Perception&) {}
};

struct ConversationOptions {
  SessionConfig session;
  uint64_t id_seed = 0;  // 0: random
};

class Conversation {
 public:
  static Result<std::unique_ptr<Conversation>> Create(ConversationOptions options,
                                                      SpeechEngine& engine, runtime::Clock& clock,
                                                      runtime::Executor& executor,
                                                      ConversationListener& listener);
  virtual ~Conversation() = default;

  virtual void Handle(ClientEvent event) = 0;
  // Mono float32 at any rate from 8 to 48 kHz; the rate may change between calls (that flushes).
  virtual void AppendAudio(std::vector<float> samples, int sample_rate_hz) = 0;
  // Seconds of input queued but not yet heard; a sender that sees more than a few should slow down.
  virtual double QueuedInputSeconds() const = 0;
};

}  // namespace vivavoce::dialogue
