// Numbers in base64, little-endian. Threads: pure functions. nullopt: not that.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace vivavoce {

std::optional<std::vector<float>> UnpackFloats(std::string_view base64);  // finite ones
// Signed bytes times `step`.
std::optional<std::vector<float>> UnpackSteps(std::string_view base64, float step);

}  // namespace vivavoce
