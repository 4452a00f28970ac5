// Does somebody ask what they are talking to, a human being or a machine? Most who ask mean it, in
// many words: "is there a lady sitting there or is it all done by the computer", 喂喂这是录音吗. A taunt
// ("admit it, tin can") asks for nothing. As a recogniser writes them: few commas, no question marks.
// Pure; takes folded text (FoldForRules). A test compiles the rules.
#pragma once

#include <string_view>

namespace vivavoce::persona {

struct IdentityQuestion {
  bool asks = false;
  bool taunts = false;

  bool ToKnow() const { return asks && !taunts; }
};

IdentityQuestion ReadIdentityQuestion(std::string_view turn);

}  // namespace vivavoce::persona
