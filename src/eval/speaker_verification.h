// How well speakers are told apart: cosines of prints of the same and of different speakers, their
// equal error rate, and what SpeakerMemory tells in made-up conversations of two. Pure; conversations
// are drawn with a fixed seed.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "eval/proportion.h"
#include "hearing/speaker_memory.h"

namespace vivavoce::eval {

struct SpeakerClip {
  std::string file;
  std::string speaker;

  friend bool operator==(const SpeakerClip&, const SpeakerClip&) = default;
};

// JSON lines with the fields above; others are left alone. Errors name `source` and the line.
Result<std::vector<SpeakerClip>> ParseSpeakerSet(std::string_view text, std::string_view source);

struct LabelledVoice {
  std::string speaker;
  hearing::VoiceSample voice;
};

struct CosineStatistics {
  size_t pairs = 0;
  double mean = 0;
  double deviation = 0;
  double low = 0, high = 0;  // 5th and 95th percentile
};

struct Separation {
  CosineStatistics same, different;
  double equal_error_rate = 0;  // [0, 1]
  double threshold = 0;         // where it is reached
};

// Every test voice against every known voice but itself (the same index). Each speaker counts as
// much as any other, and so does each pair of speakers, however many recordings there are of them.
Separation SeparateSpeakers(const std::vector<LabelledVoice>& test,
                            const std::vector<LabelledVoice>& known);

// What was told of a turn, by what was true. Turns before the second person has spoken count as well,
// but not the first of all.
struct ConversationScores {
  Proportion known_same;         // of the turns of somebody who had been heard: the right one
  Proportion known_wrong;        // as somebody else
  Proportion newcomer_new;       // of the first turns of the second person: somebody new
  Proportion newcomer_wrong;     // as the other
  // By confidence in tenths (9: 0.9 to below 1): how many of the verdicts told were right.
  std::map<int, Proportion> calibration;
};

// `conversations` of two speakers each, 12 turns, each of another speaker than the last by 0.3.
ConversationScores Converse(const std::vector<LabelledVoice>& voices, int conversations,
                            uint32_t seed);

std::string TextReport(const Separation& separation);
std::string TextReport(const ConversationScores& scores);
nlohmann::ordered_json JsonReport(const Separation& separation, const ConversationScores& scores);

}  // namespace vivavoce::eval
