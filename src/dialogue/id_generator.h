// Wire ids: a prefix and 20 characters, a pure function of the seed and of how many were made.
// Copying a generator copies its future.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace vivavoce::dialogue {

class IdGenerator {
 public:
  explicit IdGenerator(uint64_t seed) : state_(seed) {}
  std::string Next(std::string_view prefix);  // "item_" -> "item_4fZ..."

 private:
  uint64_t Random();
  uint64_t state_;
};

}  // namespace vivavoce::dialogue
