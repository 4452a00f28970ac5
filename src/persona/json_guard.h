// JSON from strangers. Pure; nothing throws.
#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

#include "base/error.h"

namespace vivavoce::persona {

using Json = nlohmann::ordered_json;  // keeps the order of keys

struct JsonLimits {
  size_t max_bytes = 8 << 20;
  size_t max_depth = 64;
  size_t max_values = 200'000;
  size_t max_keys = 2000;  // of one object: ordered_json looks for a key from the first on
};

// Valid UTF-8 (a byte order mark is skipped) within the limits; kCorrupt says which was broken.
Result<Json> ParseForeignJson(std::string_view text, const JsonLimits& limits = {});

// A member that is a string, "" otherwise.
std::string StringOr(const Json& object, std::string_view key);
// A member that is a list: its strings. A lone string counts as a list of one.
std::vector<std::string> StringsOr(const Json& object, std::string_view key);
// A member that is a boolean or a number other than 0.
bool BoolOr(const Json& object, std::string_view key, bool value);
// A member that is a number within [-1e9, 1e9].
int IntOr(const Json& object, std::string_view key, int value);
// A member that is an object; nullptr: none.
const Json* ObjectOr(const Json& object, std::string_view key);

}  // namespace vivavoce::persona
