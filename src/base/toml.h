// The one way to include toml++: its modes share symbols, so every file must choose the same.
// No exceptions; and no assertions, since damaged keys in a hostile file trip one (3.3.0).
#pragma once

#define TOML_ASSERT(condition) static_cast<void>(0)
#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 1
#include <toml++/toml.h>
