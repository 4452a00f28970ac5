#include "dialogue/id_generator.h"

namespace vivavoce::dialogue {

std::string IdGenerator::Next(std::string_view prefix) {
  static constexpr std::string_view kAlphabet =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  static constexpr int kLength = 20;
  std::string id(prefix);
  uint64_t bits = 0;
  for (int i = 0; i < kLength; ++i) {
    if (i % 10 == 0) bits = Random();  // 62^10 < 2^60
    id += kAlphabet[bits % kAlphabet.size()];
    bits /= kAlphabet.size();
  }
  return id;
}

// SplitMix64 (Steele, Lea, Flood 2014).
uint64_t IdGenerator::Random() {
  state_ += 0x9E3779B97F4A7C15;
  uint64_t z = state_;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
  return z ^ (z >> 31);
}

}  // namespace vivavoce::dialogue
