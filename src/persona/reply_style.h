// How far a reply is from the style of its record, and which of its catchphrases it says: what the
// drift of a long conversation is made of (docs/guard.md). Lexical, microseconds. Pure.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/language.h"
#include "persona/persona.h"

namespace vivavoce::persona {

enum class Stray {
  kLanguage,   // not that of the turn
  kLength,     // longer than habits.sentence_length
  kRepeats,    // a sentence that it has said before in this conversation
  kNeverSays,  // words that its record forbids
  kMarkup,     // lists, code, emoji: nothing to be spoken
};
inline constexpr std::array kStrayNames = {"language", "length", "repeats", "never_says", "markup"};

struct ReplyStyle {
  std::vector<Stray> strays;
  std::vector<size_t> catchphrases;  // places in habits.catchphrases
};

// `language`: of the user's turn. `said`: its earlier replies, a line each.
ReplyStyle ReadStyle(const Persona& persona, Language language, std::string_view reply,
                     std::string_view said);

// A text without the marks at its end.
std::string WithoutMarks(std::string_view text);

// How the longer sentences of its latest replies begin, folded: who writes none of these does not
// say the same again. Facts of the record may come again, since they may be asked for again.
std::vector<std::string> BeginningsOfSaid(const Persona& persona, std::string_view said);

// Whether a text says a catchphrase, in whatever case and with whatever marks at its end.
bool SaysCatchphrase(const Catchphrase& phrase, Language language, std::string_view text);

}  // namespace vivavoce::persona
