// A card becomes a persona that can speak at once, and a persona a card that other programs read.
// Pure.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "persona/character_card.h"
#include "persona/persona.h"

namespace vivavoce::persona {

struct CardImport {
  std::string user_name;  // for {{user}}; "": "you" / "你"
};

// Texts of a card are written for the screen: macros are filled in, mark-up and stage directions
// go, greetings and examples are cut to what one can listen to. The card itself is kept in
// persona.card.json. Its language is that of its text; the id is made of its name.
Persona PersonaFromCard(const CharacterCard& card, const CardImport& options = {});

// A persona that came from a card gives that card with what was changed since; any other a new one.
// `language`: of the texts.
Result<CharacterCard> CardFromPersona(const Persona& persona, Language language);

}  // namespace vivavoce::persona
