#include "base/packed_numbers.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "base/base64.h"

namespace vivavoce {

static_assert(std::endian::native == std::endian::little);

std::optional<std::vector<float>> UnpackFloats(std::string_view base64) {
  const auto bytes = DecodeBase64(base64);
  if (!bytes || bytes->size() % sizeof(float) != 0) return std::nullopt;
  std::vector<float> values(bytes->size() / sizeof(float));
  std::memcpy(values.data(), bytes->data(), bytes->size());
  if (!std::ranges::all_of(values, [](float value) { return std::isfinite(value); })) {
    return std::nullopt;
  }
  return values;
}

std::optional<std::vector<float>> UnpackSteps(std::string_view base64, float step) {
  const auto bytes = DecodeBase64(base64);
  if (!bytes) return std::nullopt;
  std::vector<float> values;
  values.reserve(bytes->size());
  for (const uint8_t byte : *bytes) values.push_back(step * static_cast<int8_t>(byte));
  return values;
}

}  // namespace vivavoce
