// A voice for somebody who is only described: by words for gender, age and temper. Pure.
#pragma once

#include <string_view>

#include "persona/persona.h"

namespace vivavoce::persona {

// Kokoro voices for both languages; zf_xiaoni alone is hard to understand, so it only colours
// another. A text that tells nothing gets a woman in her twenties.
PersonaVoice SuggestVoice(std::string_view description);

}  // namespace vivavoce::persona
