// A SpeechEngine that hears with real models and answers from a script, in virtual time: one worker
// hears for all its sessions (hearing_desk.h), so a run is as fast as its models and hears what a
// server whose machine does nothing else would hear at that moment. Language model and voice are a
// fixed wait.
//
// Threads: everything on the thread that runs the executor.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dialogue/speech_engine.h"
#include "eval/hearing_desk.h"
#include "hearing/end_of_turn_detector.h"
#include "hearing/recognizer.h"
#include "runtime/clock.h"
#include "runtime/executor.h"

namespace vivavoce::eval {

// Used from one thread at a time; must outlive the engine.
struct DuplexEars {
  std::function<Result<std::unique_ptr<hearing::VoiceActivityDetector>>()> make_voice_detector;
  hearing::Recognizer* recognizer = nullptr;
  hearing::EndOfTurnDetector* end_of_turn = nullptr;
  // What the language model makes of the turn that a reply answers (EngineListener::OnTurnRead); empty:
  // there is none.
  std::function<std::optional<float>(const dialogue::ReplyRequest&)> read_turn = {};
};

// What the agent says, whatever it is asked.
struct DuplexReply {
  std::vector<dialogue::ReplyClause> clauses;  // with sound and words
};

struct DuplexTiming {
  // Virtual ms for each ms of CPU time that a recognition or a score took; 0: they take no time.
  // With models of one thread, 1 is one core of this machine that does nothing else.
  double cost = 1;
  // From an order to reply to the sound of its first clause; the other clauses come with it. Reading the
  // turn is the first part of it, as long as it takes.
  int reply_ms = 400;
};

// What the models did and took, in order.
struct DuplexWork {
  std::vector<double> final_ms;  // CPU time of a recognition; finals, and partials while one talks
  std::vector<double> partial_ms;
  std::vector<double> score_ms;  // of the end-of-turn model
  std::vector<float> scores;
  std::vector<double> read_ms;  // wall time of reading a turn
  std::vector<float> whole;     // and what was read
  struct Words {
    std::string text;
    float confidence = 0;  // the mean probability of a token
    bool is_final = false;
  };
  std::vector<Words> words;  // whatever was recognised, in its order
};

class DuplexEngine final : public dialogue::SpeechEngine {
 public:
  DuplexEngine(DuplexEars ears, const DuplexReply& reply, DuplexTiming timing,
               const runtime::Clock& clock, runtime::Executor& executor);

  Result<std::unique_ptr<dialogue::EngineSession>> OpenSession(
      dialogue::EngineListener& listener) override;
  bool ReadsTurns() const override { return static_cast<bool>(ears_.read_turn); }
  bool Idle() const override { return true; }  // what it owes lies in the executor

  const DuplexWork& work() const { return *work_; }

 private:
  const DuplexEars ears_;
  const DuplexReply& reply_;
  const DuplexTiming timing_;
  const runtime::Clock& clock_;
  runtime::Executor& executor_;
  const std::shared_ptr<DuplexWork> work_ = std::make_shared<DuplexWork>();
  const std::shared_ptr<HearingDesk> desk_;
};

}  // namespace vivavoce::eval
