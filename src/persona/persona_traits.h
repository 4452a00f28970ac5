// What makes a persona somebody: the parts of its record (docs/personas.md). Plain values; every
// field may be empty, numbers that are 0 where 0 is out of their range are not given.
#pragma once

#include <string>
#include <vector>

#include "persona/bilingual.h"
#include "persona/choices.h"

namespace vivavoce::persona {

struct Identity {
  Bilingual age;         // in words: "in her twenties"
  Bilingual role;        // "lighthouse keeper"
  Bilingual background;  // where it comes from, what it lived through
  Bilingual world;       // where and when it lives
};

// Levels 1 (very low) to 5 (very high); 0: not given. The five factors as in McCrae and John, "An
// Introduction to the Five-Factor Model and Its Applications" (1992).
struct Personality {
  int openness = 0;
  int conscientiousness = 0;
  int extraversion = 0;
  int agreeableness = 0;
  int neuroticism = 0;
  Bilingual words;  // the same in its author's words
  Lines values;
  Lines contradictions;
};

struct Catchphrase {
  Bilingual text;
  Bilingual when;          // the situation that calls for it
  double frequency = 0.1;  // of its replies, 0 to 1
};

struct Habits {
  std::vector<Catchphrase> catchphrases;
  Lines fillers;
  Lines addresses;  // what it calls the one it talks with
  Register speech_register = Register::kNone;
  Lines dialect_words;
  SentenceLength sentence_length = SentenceLength::kNone;
  Lines never_says;  // words and phrases that never pass its lips
};

struct EmotionalReaction {
  Bilingual stimulus;
  Bilingual feeling;
  int intensity = 0;  // 1 to 5
  Bilingual sign;     // what one can hear of it
};

struct Boundary {
  Bilingual topic;
  Bilingual reaction;
  Bilingual escalation;  // when the topic is pressed
  Bilingual way_out;     // how it gets back to pleasant ground
};

// What it says to turns that would have it leave its character (turn_reader.h).
struct Deflection {
  TurnFamily family = TurnFamily::kNone;  // kNone: to any of them
  Lines lines;                            // whole answers, in its own words
};

struct Interaction {
  Archetype archetype = Archetype::kNone;
  int initiative = 0;  // 1 only answers .. 5 leads
  Bilingual humour;
};

// One fact twice: what one may ask, and the answer as a statement.
struct Fact {
  Bilingual ask;
  Lines also;  // the same question in other words
  Bilingual answer;
  Bilingual key;  // what a right answer holds, "sixty-one/61"; none: most of the answer's words
};

struct Knowledge {
  Era era = Era::kNone;  // kNone: today
  Bilingual scope;       // what it knows well
  Bilingual until;       // what it cannot know: "nothing after 1720"
  Bilingual when_asked;  // what it says when asked beyond that
  std::vector<Fact> facts;
};

struct Scene {
  std::string id;  // [a-z0-9_]{1,64}
  Bilingual title;
  Bilingual setting;  // what the persona knows when it begins
  Bilingual opening;  // its first line there
};

struct Disclosure {
  DisclosurePolicy policy = DisclosurePolicy::kNone;
  Lines lines;  // ready answers to "are you an AI?"
};

}  // namespace vivavoce::persona
