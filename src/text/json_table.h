// Reads the flat JSON dictionaries that language packages ship, by streaming: no tree is built.
// Thread safety: pure functions.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace vivavoce::text {

// Called for each string value of a JSON object with the key it belongs to and, for values nested
// in an object ({"read": {"VBD": "..."}}), the inner key; empty otherwise. Strings in nested arrays
// are reported one by one under the outer key. Other values are skipped.
using JsonEntry =
    std::function<void(std::string_view key, std::string_view inner, std::string_view value)>;

// kNotFound when the file cannot be read, kCorrupt when it is not a JSON object.
Status ReadJsonTable(const std::string& path, const JsonEntry& entry);

}  // namespace vivavoce::text
