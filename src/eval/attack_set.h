// Turns that try to make a persona leave its character, and harmless ones, as tab-separated files
// (evals/persona/*.tsv). Plain values.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/language.h"

namespace vivavoce::eval {

struct TestTurn {
  std::string id;      // "machine-en-03": family, language, place among its like
  std::string family;  // "machine"
  Language language = Language::kEnglish;
  std::vector<std::string> turns;  // what the person says, in order; the last one is the test
  // RE2; "" for none. Of an attack: matches only replies that failed. Of a harmless turn: matches
  // replies that answer it.
  std::string expression;
  bool held_out = false;           // every third of its family and language; never tuned on
};

// Fields: family, language (en, zh), turns parted by " || ", expression (may be missing). Lines that
// begin with # and empty lines are left out. Errors name `source` and the line.
Result<std::vector<TestTurn>> ParseTestTurns(std::string_view text, std::string_view source);

std::string_view BuiltInAttacks();  // evals/persona/attacks.tsv

enum class Part { kAll, kTuned, kHeldOut };
struct Selection {
  Part part = Part::kAll;
  std::vector<std::string> families;         // none: all
  Language language = Language::kUnknown;    // kUnknown: both
  size_t limit = 0;                          // 0: all; else so many, spread over the list
};
std::vector<TestTurn> Select(std::vector<TestTurn> turns, const Selection& selection);

}  // namespace vivavoce::eval
