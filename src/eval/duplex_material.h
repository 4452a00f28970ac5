// What cases of eval turns are made from: voices and noises, each with what it is for. Recordings
// come from a JSON-lines set, everything else that is said from evals/turns/phrases.tsv.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/language.h"

namespace vivavoce::eval {

enum class DuplexRole {
  kReply,        // what the agent says
  kSay,          // a whole turn
  kPause,        // a turn that may be cut at its gaps
  kStop,         // the rest: over the agent's voice
  kInterrupt,
  kBackchannel,
  kAside,
  kNoise,
};

struct DuplexMaterial {
  DuplexRole role = DuplexRole::kSay;
  std::string name;
  Language language = Language::kUnknown;  // kUnknown: of no language, tried in all
  bool recorded = false;
  std::vector<float> samples;  // 16 kHz mono
  std::vector<int64_t> gaps;   // between words: a pause may be put there
};

// A line of phrases.tsv; byte offsets into `text` of the words behind each "|".
struct DuplexPhrase {
  DuplexRole role = DuplexRole::kSay;
  std::string name;  // "pause-en-03"
  Language language = Language::kUnknown;
  std::string text;
  std::vector<size_t> pauses;
};

// A line of a set: {"file": "a.wav", "lang": "en", "text": "...", "role": "say"}. Without a role it
// is "say"; "backchannel", "stop", "interrupt", "aside" and "noise" are the others. `lang` may be
// missing for noise.
struct DuplexClip {
  DuplexRole role = DuplexRole::kSay;
  std::string file;
  Language language = Language::kUnknown;
};

// Errors name `source` and the line.
Result<std::vector<DuplexPhrase>> ParseDuplexPhrases(std::string_view text,
                                                     std::string_view source);
Result<std::vector<DuplexClip>> ParseDuplexSet(std::string_view text, std::string_view source);

}  // namespace vivavoce::eval
