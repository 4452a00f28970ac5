#include "app/hearing_models.h"

#include <utility>

#include "hearing/smart_turn.h"

namespace vivavoce::app {

Result<HearingModels> HearingModels::Load(int threads) {
  HearingModels models;
  auto store = OpenModelStore();
  if (!store) return Fail(store.error());
  models.store = std::move(*store);
  auto silero = hearing::SileroVad::Create(*models.store);
  if (!silero) return Fail(silero.error());
  models.silero = std::make_unique<hearing::SileroVad>(std::move(*silero));
  auto recognizer = LoadRecognizer(*models.store, threads);
  if (!recognizer) return Fail(recognizer.error());
  models.recognizer = std::move(*recognizer);
  auto end_of_turn = hearing::CreateSmartTurn(*models.store, {.threads = threads});
  if (!end_of_turn) return Fail(end_of_turn.error());
  models.end_of_turn = std::move(*end_of_turn);
  return models;
}

eval::DuplexEars HearingModels::Ears() const {
  return {.make_voice_detector = [vad = silero.get()]()
              -> Result<std::unique_ptr<hearing::VoiceActivityDetector>> {
            return vad->NewDetector();
          },
          .recognizer = recognizer.get(),
          .end_of_turn = end_of_turn.get()};
}

}  // namespace vivavoce::app
