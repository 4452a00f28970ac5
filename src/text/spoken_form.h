// What is said for the beginning of a text. Thread safety: a value.
#pragma once

#include <cstddef>
#include <string>

namespace vivavoce::text {

struct SpokenForm {
  std::string spoken;
  size_t size = 0;  // bytes of text it stands for; 0: there is no such thing here

  explicit operator bool() const { return size > 0; }
};

}  // namespace vivavoce::text
