// Who speaks: one persona as its file says it (docs/personas.md).
// Plain values; Parse never throws and never crashes on hostile text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/language.h"

namespace vivavoce::persona {

// A text in both languages; either may be empty, then the other stands in.
struct Bilingual {
  std::string en;
  std::string zh;
  const std::string& For(Language language) const {
    const bool chinese = language == Language::kChinese;
    if (chinese) return zh.empty() ? en : zh;
    return en.empty() ? zh : en;
  }
};

struct ExampleExchange {
  Language language = Language::kEnglish;
  std::string user;
  std::string reply;
};

struct PersonaVoice {
  Bilingual id;        // a voice of the synthesiser for each language
  float speed = 1.0f;  // [0.5, 2]
};

struct PersonaSampling {
  float temperature = 0.7f;  // [0, 2]
  float top_p = 0.9f;        // (0, 1]
  int max_tokens = 120;      // [8, 1024], of one reply
};

struct Persona {
  std::string id;                    // [a-z0-9_]{1,64}
  std::vector<std::string> aliases;  // other names, accepted as id and as voice on the wire
  Bilingual name;
  Bilingual summary;
  Bilingual prompt;
  std::vector<ExampleExchange> examples;
  PersonaVoice voice;
  PersonaSampling sampling;

  // `source` names the text in errors: "personas/xiao_yue.toml:12: voice.speed: 9 is not between
  // ...".
  static Result<Persona> Parse(std::string_view toml, std::string_view source);
  bool Answers(std::string_view name) const;  // id or alias
};

}  // namespace vivavoce::persona
