#include "dialogue/persona_voice.h"

#include <algorithm>
#include <cmath>

#include "text/direction.h"

namespace vivavoce::dialogue {
namespace {

float AmountOf(persona::HowOften often) {
  switch (often) {
    case persona::HowOften::kNever:
      return 0;
    case persona::HowOften::kRarely:
      return 0.7f;
    case persona::HowOften::kNone:
    case persona::HowOften::kSometimes:
      return 1;
    case persona::HowOften::kOften:
      return 1.2f;
  }
  return 1;
}

}  // namespace

speaking::VocalProfile ProfileOf(const persona::PersonaVoice& voice) {
  return {.pitch_st = std::clamp(voice.pitch, -6.0f, 6.0f),
          .energy_db = std::clamp(20 * std::log10(std::max(voice.energy, 0.01f)), -6.0f, 4.0f),
          .laughter = AmountOf(voice.laughs),
          .sighs = AmountOf(voice.sighs)};
}

text::Manner SceneOf(const persona::PersonaVoice& voice, Language language) {
  return text::ReadScene(voice.scene.For(language));
}

}  // namespace vivavoce::dialogue
