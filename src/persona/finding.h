// One thing wrong or doubtful in a persona file. Plain value.
#pragma once

#include <string>

#include "base/error.h"
#include "persona/bilingual.h"

namespace vivavoce::persona {

enum class Severity { kError, kWarning };

struct Finding {
  Severity severity = Severity::kError;
  std::string source;   // the file
  int line = 0;         // 1-based; 0: the file as a whole
  std::string field;    // "voice.speed", "examples[2].reply"
  Bilingual message;    // for a person, with what to do about it

  // "captain.toml:12: warning: voice.speed: ...", "captain.toml:12: 建议: voice.speed: ...".
  std::string ToString(Language language = Language::kEnglish) const;
  // kInvalidArgument with field and "captain.toml:12: ...".
  Error ToError() const;
};

}  // namespace vivavoce::persona
