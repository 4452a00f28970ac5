// What a character does rather than says, when it is written between marks: (laughs), （轻声）,
// *waves*. Thread safety: pure functions.
#pragma once

#include <string_view>

namespace vivavoce::text {

// `inner`: the text between the brackets. True for a short phrase that holds a word of the stage
// vocabulary (laugh, sigh, softly, 笑, 叹气, 轻声 ...); brackets with other content are kept and
// read.
bool IsStageDirection(std::string_view inner);

// `inner`: the text between single asterisks, where roleplay writes actions and markdown writes
// emphasis. True for a stage direction or a phrase that begins with a small-letter verb in -s
// ("waves at you").
bool IsAsteriskAction(std::string_view inner);

}  // namespace vivavoce::text
