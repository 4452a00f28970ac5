// Who speaks: one persona as its file says it (docs/personas.md, docs/persona.schema.json).
// Plain values; Parse never throws and never crashes on hostile text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/language.h"
#include "persona/bilingual.h"
#include "persona/persona_traits.h"

namespace vivavoce::persona {

struct ExampleExchange {
  Language language = Language::kEnglish;
  std::string user;
  std::string reply;
};

struct PersonaVoice {
  Bilingual id;         // a voice of the synthesiser for each language, or a blend "a:0.7+b:0.3"
  float speed = 1.0f;   // [0.5, 2]
  float pitch = 0.0f;   // semitones, [-6, 6]
  float energy = 1.0f;  // factor of loudness, [0.5, 1.5]
  HowOften laughs = HowOften::kNone;
  HowOften sighs = HowOften::kNone;
  Bilingual scene;  // how it sounds by default: "late at night, close to the microphone"
};

struct PersonaSampling {
  float temperature = 0.7f;  // [0, 2]
  float top_p = 0.9f;        // (0, 1]
  int max_tokens = 120;      // [8, 1024], of one reply
};

// How the record becomes a prompt (prompt.h).
struct PersonaRendering {
  // Sections that follow the written prompt. None: the prompt stands alone; without a written
  // prompt every section is used.
  std::vector<PromptSection> sections;
  int budget_tokens = 600;  // [50, 8000]; reading a prompt costs 20 ms a token on a small CPU
  int max_examples = 4;     // [0, 16], of one language
};

// The character card a persona was imported from, as it was (character_card.h).
struct CardOrigin {
  std::string json;
};

// Spoken at once while the reply is being thought of: "Hmm," / "嗯……".
using Openers = Lines;
// Said while the user still talks, to show that it listens: "Mm-hm." / "嗯。".
using Backchannels = Lines;

struct Persona {
  std::string id;                    // [a-z0-9_]{1,64}
  std::vector<std::string> aliases;  // other names, accepted as id and as voice on the wire
  std::string extends;               // the id of a persona whose values hold where this has none
  std::vector<std::string> mixins;   // ids whose lists are appended and whose values fill gaps
  bool is_abstract = false;          // only to be extended or mixed in; need not be complete
  Bilingual name;
  Bilingual summary;
  Bilingual prompt;
  PersonaRendering rendering;
  Identity identity;
  Personality personality;
  Habits habits;
  std::vector<EmotionalReaction> emotions;
  std::vector<Boundary> boundaries;
  std::vector<Deflection> deflections;
  Interaction interaction;
  Knowledge knowledge;
  Lines greetings;
  Openers openers;
  Backchannels backchannels;
  std::vector<ExampleExchange> examples;
  std::vector<Scene> scenes;
  Disclosure disclosure;
  PersonaVoice voice;
  PersonaSampling sampling;
  CardOrigin card;

  // `source` names the text in errors: "voice.speed: personas/captain.toml:12: must be a number
  // from 0.5 to 2". What a file inherits is resolved by PersonaLibrary; here it may be missing.
  static Result<Persona> Parse(std::string_view toml, std::string_view source);
  bool Answers(std::string_view name) const;  // id or alias
};

}  // namespace vivavoce::persona
