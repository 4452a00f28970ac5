// How a persona's record steers the voice. Thread safety: pure functions.
#pragma once

#include <string>

#include "base/language.h"
#include "persona/persona.h"
#include "speaking/synthesizer.h"
#include "text/manner.h"

namespace vivavoce::dialogue {

// pitch, energy, laughs and sighs of the record as the synthesiser takes them.
speaking::VocalProfile ProfileOf(const persona::PersonaVoice& voice);

// The persona's default scene as a manner; neutral without one.
text::Manner SceneOf(const persona::PersonaVoice& voice, Language language);

// The synthesiser's voice for a client's choice: "" or a name of the persona is the persona's own.
inline const std::string& VoiceOf(const persona::Persona& persona, const std::string& chosen,
                                  Language language) {
  const bool own = chosen.empty() || persona.Answers(chosen);
  return own ? persona.voice.id.For(language) : chosen;
}

// A voice as this persona uses it: what openers are kept under. Another persona may speak with the
// same voice, higher or in another scene.
inline std::string OpenerVoice(const persona::Persona& persona, const std::string& voice) {
  return persona.id + "/" + voice;
}

}  // namespace vivavoce::dialogue
