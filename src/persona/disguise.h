// Turns that hide what they say, so that no rule for words would see it: letters as digits, spelled
// apart, encoded, or said in a third language. Pure.
#pragma once

#include <string>
#include <string_view>

namespace vivavoce::persona {

// What it would be in plain letters: "1gn0r3" -> "ignore", "w r i t e" -> "write", 忽.略 -> 忽略.
// `turn` itself when nothing is disguised.
std::string Undisguised(std::string_view turn);

// Holds a run that nobody speaks: base64, hexadecimal, binary, Morse, rot13.
bool LooksEncoded(std::string_view turn);

// In neither English nor Chinese: other scripts, or small words of European languages with hardly
// any of English.
bool LooksForeign(std::string_view text);

}  // namespace vivavoce::persona
