// The program has personas and a turn probe within; a fuzz target needs neither.
#include "persona/built_in_personas.h"
#include "persona/turn_probe.h"

namespace vivavoce::persona {

std::span<const BuiltInPersona> BuiltInPersonas() { return {}; }
std::string_view BuiltInTurnProbe() { return ""; }

}  // namespace vivavoce::persona
