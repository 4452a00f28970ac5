// How something was said, as a stage direction that a language model reads beside the words.
// Only what is marked is told: "sighs; more quietly and much slower than usual". Threads: pure.
#pragma once

#include <string>

#include "base/language.h"
#include "hearing/perception.h"

namespace vivavoce::hearing {

// "" when nothing is marked, as for most utterances. kUnknown writes English. No brackets.
std::string DescribeTone(const Perception& heard, Language language);

}  // namespace vivavoce::hearing
