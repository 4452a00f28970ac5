// The files of personas/, compiled in (cmake/VvEmbed.cmake), the default persona first.
#pragma once

#include <span>
#include <string_view>

namespace vivavoce::persona {

struct BuiltInPersona {
  std::string_view file;
  std::string_view toml;
};

std::span<const BuiltInPersona> BuiltInPersonas();

}  // namespace vivavoce::persona
