// Fakes of the hearing seams that say what a test scripted. They keep the real ones' contracts: the
// same inputs are refused with the same errors (testing/*_contract.h). Threads  as the interfaces
// say.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "hearing/end_of_turn_detector.h"
#include "hearing/recognizer.h"
#include "hearing/voice_activity_detector.h"

namespace vivavoce::hearing::testing {

// With no script, a window louder than -40 dBFS is voice (0.95), any other is not (0.02): tests can
// feed tones and silence. With a script, one probability a window, the last one for ever. Reset()
// starts over.
class ScriptedVad final : public VoiceActivityDetector {
 public:
  ScriptedVad() = default;
  explicit ScriptedVad(std::vector<float> probabilities) : script_(std::move(probabilities)) {}
  Result<float> Push(std::span<const float> window) override;
  void Reset() override { next_ = 0; }

 private:
  std::vector<float> script_;
  size_t next_ = 0;
};

// Answers finals from one queue and partials from another; when a queue is empty, with its last
// answer (an empty transcript before the first). Silence gives empty text and uses up no answer.
// Calls are kept for the test to look at.
class ScriptedRecognizer final : public Recognizer {
 public:
  struct Call {
    size_t samples = 0;
    RecognizeOptions options;
  };
  void ThenFinal(std::string text, Language language = Language::kEnglish);
  void ThenPartial(std::string text, Language language = Language::kEnglish);
  void ThenFail(Error error);  // the next call that would have answered
  Result<Transcript> Recognize(std::span<const float> samples,
                               const RecognizeOptions& options) override;
  const std::vector<Call>& calls() const { return calls_; }

 private:
  struct Script {
    std::deque<Transcript> answers;
    Transcript last;
  };
  Script finals_, partials_;
  std::deque<Error> failures_;
  std::vector<Call> calls_;
};

// One score a call, the last one for ever; 0.9 without a script.
class ScriptedEndOfTurnDetector final : public EndOfTurnDetector {
 public:
  ScriptedEndOfTurnDetector() = default;
  explicit ScriptedEndOfTurnDetector(std::vector<float> scores) : script_(std::move(scores)) {}
  Result<float> Score(std::span<const float> samples) override;
  size_t calls() const { return calls_; }

 private:
  std::vector<float> script_;
  size_t calls_ = 0;
};

}  // namespace vivavoce::hearing::testing
