// evals/turns/phrases.tsv, compiled in.
#pragma once

#include <string_view>

namespace vivavoce::eval {

std::string_view BuiltInDuplexPhrases();

}  // namespace vivavoce::eval
