#include "text/phoneme_alphabet.h"

namespace vivavoce::text {
namespace {

constexpr std::u32string_view kAlphabet =
    U";:,.!?—…\"()“” "
    U"\u0303ʣʥʦʨᵝꭧAIOQSTWYᵊabcdefhijklmnopqrstuvwxyzɑɐɒæβɔɕçɖðʤəɚɛɜɟɡɥɨɪʝɯɰŋɳɲɴøɸ"
    U"θ"
    U"œ"
    U"ɹ"
    U"ɾ"
    U"ɻ"
    U"ʁ"
    U"ɽʂʃʈʧʊʋʌɣɤχʎʒʔˈˌːʰʲ↓→↗↘ᵻ";

}  // namespace

bool IsKokoroPhoneme(char32_t symbol) {
  return kAlphabet.find(symbol) != std::u32string_view::npos;
}

char32_t PunctuationPhoneme(char32_t mark) {
  switch (mark) {
    case U',':
    case U'，':
    case U'、':
      return U',';
    case U'.':
    case U'。':
    case U'．':
    case U'｡':
      return U'.';
    case U'!':
    case U'！':
      return U'!';
    case U'?':
    case U'？':
      return U'?';
    case U':':
    case U'：':
      return U':';
    case U';':
    case U'；':
      return U';';
    case U'—':
    case U'–':
    case U'―':
      return U'—';
    case U'…':
    case U'⋯':
      return U'…';
    case U'(':
    case U'（':
      return U'(';
    case U')':
    case U'）':
      return U')';
    case U'“':
    case U'「':
    case U'『':
    case U'《':
    case U'〈':
    case U'【':
    case U'«':
      return U'“';
    case U'”':
    case U'」':
    case U'』':
    case U'》':
    case U'〉':
    case U'】':
    case U'»':
      return U'”';
    case U'"':
    case U'＂':
      return U'"';
    default:
      return U'\0';
  }
}

bool IsPausePhoneme(char32_t symbol) {
  return std::u32string_view(U".,!?:;—…").find(symbol) != std::u32string_view::npos;
}

void AppendPhoneme(std::u32string& phonemes, char32_t symbol) {
  if (symbol == U' ' && (phonemes.empty() || phonemes.back() == U' ' || phonemes.back() == U'(' ||
                         phonemes.back() == U'“')) {
    return;
  }
  const bool attaches =
      (IsPausePhoneme(symbol) && symbol != U'—') || symbol == U')' || symbol == U'”';
  if (attaches && !phonemes.empty() && phonemes.back() == U' ') phonemes.pop_back();
  // A row of the same pause ("……", "!!!") is one pause.
  if (IsPausePhoneme(symbol) && !phonemes.empty() && phonemes.back() == symbol) return;
  phonemes += symbol;
}

}  // namespace vivavoce::text
