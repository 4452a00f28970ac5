// Texts with directions to the voice, as a tab-separated file (evals/expressive/texts.tsv), and the
// same texts without them. Plain values; pure functions.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/language.h"

namespace vivavoce::eval {

enum class Expression {
  kWhisper,
  kLaugh,
  kSigh,
  kEmphasis,
  kPause,
  kFaster,
  kSlower,
  kHigher,
  kLower,
  kQuestion,
  kSadness,
  kExcitement,
  kAnger,
  kTenderness,
};

inline constexpr std::array<std::string_view, 14> kExpressionNames = {
    "whisper", "laugh",  "sigh",     "emphasis", "pause",      "faster", "slower",
    "higher",  "lower",  "question", "sadness",  "excitement", "anger",  "tenderness"};

constexpr std::string_view ExpressionName(Expression expression) {
  return kExpressionNames[static_cast<size_t>(expression)];
}

struct ExpressiveText {
  std::string id;  // "whisper-en-03": expression, language, place among its like
  Expression expression = Expression::kWhisper;
  Language language = Language::kEnglish;
  std::string source;    // where the words come from
  std::string directed;  // with its marks
  std::string neutral;   // without them; of a question: as a statement
  size_t number = 1;     // the place in the id
  bool held_out = false;  // every second of its expression and language; never tuned on
};

// Fields: expression, language (en, zh), source, directed text. Lines that begin with # and empty
// lines are left out. Errors name `source` and the line.
Result<std::vector<ExpressiveText>> ParseExpressiveTexts(std::string_view text,
                                                         std::string_view source);

std::string_view BuiltInExpressiveTexts();  // evals/expressive/texts.tsv

}  // namespace vivavoce::eval
