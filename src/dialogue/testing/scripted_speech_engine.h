// A SpeechEngine without models, for tests in virtual time (and for a server that must answer
// without any). A window is voice when its RMS is above -40 dBFS; what was said and what is
// answered comes from a script; every result comes after a scripted latency on the executor.
// Threads: as SpeechEngine; the script is set before sessions open.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "dialogue/speech_engine.h"
#include "runtime/clock.h"
#include "runtime/executor.h"

namespace vivavoce::dialogue {

struct SpeechScript {
  // Final transcripts in order, one a turn; the last repeats. Partials give the same text.
  std::vector<std::string> heard = {"Hello there."};
  std::function<bool()> recognition_fails;
  // The reply to a prompt; it is cut into clauses behind , . ! ? and their Chinese forms.
  std::function<std::string(const ReplyRequest&)> reply = [](const ReplyRequest&) {
    return std::string("I hear you. Tell me more.");
  };
  // Function calls at the end of the reply; call_id is filled in when empty.
  std::function<std::vector<FunctionCall>(const ReplyRequest&)> calls;
  std::function<float()> turn_score = [] { return 0.9f; };
  int64_t recognition_ms = 100;
  int64_t first_clause_ms = 150;  // to the text of the first clause
  int64_t clause_audio_ms = 150;  // from a clause's text to its sound
  int samples_per_word = 6000;    // 250 ms
  std::string opener;             // "": there is none at hand
  std::string backchannel;        // the same
  ReplyActing acting;             // of the first clause of each reply
  bool fail_replies = false;
  const hearing::SpeakerEncoder* speaker_encoder = nullptr;  // outlives the engine
};

class ScriptedSpeechEngine final : public SpeechEngine {
 public:
  ScriptedSpeechEngine(SpeechScript script, const runtime::Clock& clock,
                       runtime::Executor& executor);
  ~ScriptedSpeechEngine() override;

  Result<std::unique_ptr<EngineSession>> OpenSession(EngineListener& listener) override;
  const hearing::SpeakerEncoder* speaker_encoder() const override;
  bool Idle() const override;

  int replies_started() const;
  std::vector<ReplyRequest> requests() const;  // every StartReply, in order
  struct Shared;

 private:
  std::shared_ptr<Shared> shared_;
};

}  // namespace vivavoce::dialogue
