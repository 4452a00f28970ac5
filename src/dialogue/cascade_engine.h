// The cascade: voice activity detector, recogniser, end-of-turn model, language model and
// synthesiser joined into a SpeechEngine. The reply is cut into clauses while it is being written;
// each clause is spoken while the next is made.
//
// Threads of its own: one for hearing, one for speaking; the language model has its own. Heavy work
// asks the ThreadBudget first, so that never more threads are busy than there are cores. The parts
// are used from these threads only, so each part needs no lock.
#pragma once

#include <functional>
#include <memory>

#include "base/error.h"
#include "dialogue/speech_engine.h"
#include "dialogue/turn_end_probe.h"
#include "hearing/end_of_turn_detector.h"
#include "hearing/recognizer.h"
#include "hearing/voice_activity_detector.h"
#include "hearing/speaker_encoder.h"
#include "hearing/voice_gender_model.h"
#include "llm/language_model.h"
#include "persona/persona_shelf.h"
#include "persona/reply_style.h"
#include "persona/turn_likeness.h"
#include "persona/turn_probe.h"
#include "runtime/thread_budget.h"
#include "speaking/synthesizer.h"
#include "text/word_segmenter.h"

namespace vivavoce::dialogue {

// Everything must outlive the engine.
struct CascadeParts {
  std::function<Result<std::unique_ptr<hearing::VoiceActivityDetector>>()>
      make_voice_activity_detector;
  hearing::Recognizer* recognizer = nullptr;
  hearing::EndOfTurnDetector* end_of_turn = nullptr;
  const hearing::VoiceGenderModel* voice_gender = nullptr;   // may be null
  const hearing::SpeakerEncoder* speaker_encoder = nullptr;  // may be null
  llm::LanguageModel* language_model = nullptr;
  speaking::Synthesizer* synthesizer = nullptr;
  const persona::PersonaShelf* personas = nullptr;
  runtime::ThreadBudget* budget = nullptr;
  std::shared_ptr<const text::WordSegmenter> segmenter;  // may be null
  const persona::TurnProbe* turn_probe = nullptr;  // trained on the language model; may be null
  const persona::TurnLikeness* turn_likeness = nullptr;  // the same
  const TurnEndProbe* turn_end_probe = nullptr;          // the same
  // Told whenever the guard acts, from any thread; for metrics. May be empty.
  std::function<void(const GuardNote&)> on_guard = {};
  // Told of every whole reply of a persona of the shelf, from any thread; for metrics. May be empty.
  std::function<void(const persona::Persona&, const persona::ReplyStyle&)> on_style = {};
};

class CascadeEngine final : public SpeechEngine {
 public:
  explicit CascadeEngine(CascadeParts parts);
  ~CascadeEngine() override;  // REQUIRES: no session is open

  // Reads the default persona's prompt in both languages into the language model's cache and runs
  // every model once, so that the first visitor does not wait. Blocks; seconds.
  Status WarmUp();
  // Reads what this persona may be asked about its life, in both languages, so that it is known from
  // the first turn on. Blocks; some seconds. Otherwise it is read while nothing else is to do.
  void ReadFacts(const persona::Persona& persona);

  Result<std::unique_ptr<EngineSession>> OpenSession(EngineListener& listener) override;
  const hearing::VoiceGenderModel* voice_gender() const override;
  const hearing::SpeakerEncoder* speaker_encoder() const override;
  bool ReadsTurns() const override;
  bool Idle() const override;

  struct Shared;

 private:
  std::shared_ptr<Shared> shared_;
};

}  // namespace vivavoce::dialogue
