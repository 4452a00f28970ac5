// Loads the real models and joins them into an engine, as the configuration says.
// Threads: called from one thread at start.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "app/config.h"
#include "base/error.h"
#include "dialogue/cascade_engine.h"
#include "hearing/end_of_turn_detector.h"
#include "hearing/recognizer.h"
#include "hearing/silero_vad.h"
#include "hearing/speaker_encoder.h"
#include "hearing/voice_gender_model.h"
#include "llm/language_model.h"
#include "persona/persona_shelf.h"
#include "runtime/manifest_model_store.h"
#include "runtime/thread_budget.h"
#include "speaking/synthesizer.h"
#include "text/word_segmenter.h"

namespace vivavoce::app {

// The store of the user's home with all converters of this program.
Result<std::unique_ptr<runtime::ManifestModelStore>> OpenModelStore();

int CoresToUse(const Config& config);

// Told what is being loaded ("language model"), before each step.
using LoadProgress = std::function<void(const std::string& step)>;

Result<std::unique_ptr<hearing::Recognizer>> LoadRecognizer(const runtime::ModelStore& store,
                                                            int threads);

// `state_layer`: whose states it tells; below 0 the one that the model's turn probe reads, if it has
// one.
Result<std::unique_ptr<llm::LanguageModel>> LoadLanguageModel(
    const Config& config, const runtime::ManifestModelStore& store, runtime::ThreadBudget& budget,
    int state_layer = -1);

struct Voice {
  std::shared_ptr<const text::WordSegmenter> segmenter;
  std::unique_ptr<speaking::Synthesizer> synthesizer;
};
Result<Voice> LoadVoice(const runtime::ModelStore& store, int threads);

// Everything a conversation needs. Members are destroyed from the last to the first.
struct EngineParts {
  std::unique_ptr<runtime::ManifestModelStore> store;
  std::unique_ptr<runtime::ThreadBudget> budget;
  std::unique_ptr<persona::PersonaShelf> personas;
  std::unique_ptr<hearing::SileroVad> silero;
  std::unique_ptr<hearing::Recognizer> recognizer;
  std::unique_ptr<hearing::EndOfTurnDetector> end_of_turn;
  // Null: may not be judged.
  std::unique_ptr<const hearing::VoiceGenderModel> voice_gender;
  std::unique_ptr<const hearing::SpeakerEncoder> speaker_encoder;
  Voice voice;
  std::unique_ptr<llm::LanguageModel> language_model;
  // Told whenever the guard acts, from any thread; set before the first session.
  std::function<void(const dialogue::GuardNote&)> on_guard;
  // The same of every whole reply.
  std::function<void(const persona::Persona&, const persona::ReplyStyle&)> on_style;
  std::unique_ptr<dialogue::CascadeEngine> engine;

  static Result<std::unique_ptr<EngineParts>> Load(const Config& config,
                                                   const LoadProgress& progress);

 private:
  Status LoadSpeech(const Config& config, int threads);
};

}  // namespace vivavoce::app
