// Checks JSON against the schemas of docs/openapi.json: the part of JSON Schema that the file uses
// (type, properties, required, additionalProperties: false, items, enum, const, minimum, maximum,
// minItems, oneOf, anyOf, allOf, $ref to #/components).
// Threads  pure functions.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace vivavoce::realtime {

// "": it fits. Otherwise where and why not ("$.choices[0].delta: not an object").
std::string SchemaFault(const nlohmann::json& document, const nlohmann::json& schema,
                        const nlohmann::json& value, const std::string& at = "$");

// A file of the repository: VV_SOURCE_DIR "/docs/openapi.json".
nlohmann::json OpenApiDocument(const std::string& file);

// The schema of a request or of an answer; null when the file has none.
nlohmann::json RequestSchema(const nlohmann::json& document, const std::string& path,
                             const std::string& method);
nlohmann::json ResponseSchema(const nlohmann::json& document, const std::string& path,
                              const std::string& method, int status,
                              const std::string& type = "application/json");

}  // namespace vivavoce::realtime
