// text::G2p as the Phonemizer of KokoroSynthesizer.
#pragma once

#include <memory>
#include <utility>

#include "speaking/kokoro_synthesizer.h"
#include "text/g2p.h"

namespace vivavoce::speaking {

// `g2p` is not null; the phonemizer shares it.
inline Phonemizer PhonemizerOf(std::shared_ptr<const text::G2p> g2p) {
  return [g2p = std::move(g2p)](std::string_view text, Language language) {
    return g2p->Convert(text, language);
  };
}

}  // namespace vivavoce::speaking
