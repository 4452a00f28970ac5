// What `vivavoce persona new` writes: a persona that works, with every part explained.
#pragma once

#include <string>
#include <string_view>

namespace vivavoce::persona {

// Precondition: IsPersonaId(id).
std::string PersonaTemplate(std::string_view id);

}  // namespace vivavoce::persona
