// Turns that mean no harm, to count false alarms. In the form of attack_set.h.
#pragma once

#include <string_view>

namespace vivavoce::eval {

std::string_view BuiltInBenignTurns();  // evals/persona/benign.tsv

}  // namespace vivavoce::eval
