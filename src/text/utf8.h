// UTF-8 as RFC 3629 defines it: no overlong forms, no surrogates, nothing above U+10FFFF.
// Every function accepts any bytes. Thread safety: pure functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace vivavoce::text {

inline constexpr char32_t kReplacementCharacter = 0xFFFD;

// One step of a walk over bytes. A byte that starts no valid character is a step of size 1 with
// `valid` false and code U+FFFD.
struct Utf8Char {
  char32_t code = kReplacementCharacter;
  size_t size = 1;
  bool valid = false;
};

// Precondition: position < bytes.size().
Utf8Char DecodeUtf8At(std::string_view bytes, size_t position);

bool IsValidUtf8(std::string_view bytes);

// Each invalid byte becomes `replacement`.
std::string RepairUtf8(std::string_view bytes, char32_t replacement = kReplacementCharacter);

// Steps of a walk: characters plus invalid bytes.
size_t CountCodePoints(std::string_view bytes);

// Bytes at the end that are the beginning of a character whose rest may still arrive: 0..3.
size_t IncompleteUtf8Tail(std::string_view bytes);

// Values that are no Unicode scalar are written as U+FFFD.
void AppendUtf8(std::string& out, char32_t code);

std::u32string ToUtf32(std::string_view bytes);
std::string ToUtf8(std::u32string_view characters);

}  // namespace vivavoce::text
