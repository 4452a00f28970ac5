#include "persona/token_estimate.h"

#include <cmath>

#include "text/script.h"
#include "text/utf8.h"

namespace vivavoce::persona {

int EstimateTokens(std::string_view text) {
  constexpr double kLatinPerToken = 4.0;
  constexpr double kHanPerToken = 1.6;
  double tokens = 0;
  for (size_t i = 0; i < text.size();) {
    const text::Utf8Char c = text::DecodeUtf8At(text, i);
    const bool wide = text::ScriptOf(c.code) == text::Script::kHan || c.code >= 0x3000;
    tokens += 1 / (wide ? kHanPerToken : kLatinPerToken);
    i += c.size;
  }
  return static_cast<int>(std::ceil(tokens));
}

}  // namespace vivavoce::persona
