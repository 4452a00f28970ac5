#include "text/direction.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>

#include "text/direction_words.h"
#include "text/letter_case.h"
#include "text/script.h"
#include "text/utf8.h"

namespace vivavoce::text {
namespace {

constexpr int kPauseMs = 600;
constexpr float kMoreShare = 1.35f;
constexpr float kLessShare = 0.6f;
constexpr size_t kLongestPhrase = 4096;  // bytes that are looked at

constexpr auto kEndings = std::to_array<std::string_view>(
    {"", "s", "es", "ed", "d", "ing", "ly", "er", "ingly", "ion", "y", "ening", "ningly"});

bool IsEnding(std::string_view rest) { return std::ranges::find(kEndings, rest) != kEndings.end(); }

// The letters (and apostrophes) from `at` on.
size_t WordEnd(std::string_view text, size_t at) {
  while (at < text.size() && (IsLower(text[at]) || text[at] == '\'')) ++at;
  return at;
}

// Bytes that `entry` takes up at `at`, a beginning of a word, with its ending; 0: it is not there.
size_t MatchEnglish(std::string_view text, size_t at, std::string_view entry) {
  if (text.substr(at).starts_with(entry)) {
    const size_t end = WordEnd(text, at + entry.size());
    if (IsEnding(text.substr(at + entry.size(), end - at - entry.size()))) return end - at;
  }
  if (!entry.ends_with('e')) return 0;  // smile, smiling
  const std::string_view stem = entry.substr(0, entry.size() - 1);
  if (!text.substr(at).starts_with(stem)) return 0;
  const size_t end = WordEnd(text, at + stem.size());
  return text.substr(at + stem.size(), end - at - stem.size()) == "ing" ? end - at : 0;
}

struct Match {
  const DirectionWord* word = nullptr;
  size_t size = 0;
};

Match Longest(std::string_view text, size_t at, bool english) {
  Match best;
  for (const DirectionWord& word : english ? EnglishDirectionWords() : ChineseDirectionWords()) {
    const size_t chinese = text.substr(at).starts_with(word.word) ? word.word.size() : 0;
    const size_t size = english ? MatchEnglish(text, at, word.word) : chinese;
    // Of two that fill the same stretch the one that names more of it wins: "laughing", "laugh".
    const bool better =
        size > best.size ||
        (size == best.size && best.word && size > 0 && word.word.size() > best.word->word.size());
    if (better) best = {&word, size};
  }
  return best;
}

// "300 ms", "1.5s", "两秒", "half a second"; 0 when no length is named.
int LengthMs(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, double>, 13> kNumbers = {
      {{"半", 0.5}, {"half", 0.5}, {"一", 1}, {"one", 1}, {"两", 2}, {"二", 2}, {"two", 2},
       {"三", 3}, {"three", 3}, {"四", 4}, {"four", 4}, {"五", 5}, {"five", 5}}};
  const size_t digit = text.find_first_of("0123456789");
  double value = 0;
  size_t end = 0;
  if (digit != text.npos) {
    double unit = 1;
    bool fraction = false;
    for (end = digit; end < text.size() && end < digit + 8; ++end) {
      if (text[end] == '.' && !fraction) {
        fraction = true;
      } else if (text[end] >= '0' && text[end] <= '9') {
        value = fraction ? value + (text[end] - '0') * (unit /= 10) : value * 10 + text[end] - '0';
      } else {
        break;
      }
    }
  } else {
    for (const auto& [word, amount] : kNumbers) {
      const size_t at = text.find(word);
      if (at == text.npos) continue;
      value = amount;
      end = at + word.size();
      break;
    }
  }
  if (value <= 0) return 0;
  const std::string_view after = text.substr(end);
  const auto names = [&](std::string_view unit) {
    const size_t at = after.find(unit);
    return at != after.npos && at <= 3;
  };
  if (names("ms") || names("milli") || names("毫秒")) return static_cast<int>(value);
  if (names("s") || names("a s") || names("秒") || names("个")) return static_cast<int>(value * 1000);
  return 0;
}

struct Reading {
  std::vector<Tone> tones;         // each once
  std::vector<Tone> event_tones;   // that events bring with them
  std::vector<VocalEvent> events;
  bool pause = false;
  bool unmistakable = false;
  bool speech = false;  // words about speaking: the tones are those of what follows
  float share = 1;
  size_t known = 0, unknown = 0;  // characters

  void Add(const DirectionWord& word, bool scene, bool& negated) {
    const auto add = [](std::vector<Tone>& tones, Tone tone) {
      if (tone != Tone::kNone && std::ranges::find(tones, tone) == tones.end()) {
        tones.push_back(tone);
      }
    };
    const bool denied = std::exchange(negated, false);
    static constexpr std::array<std::string_view, 10> kOfSpeech = {
        "voice", "tone", "speak", "say", "intonation", "说", "声音", "语气", "语速", "语调"};
    speech |= std::ranges::any_of(kOfSpeech, [&](std::string_view of_speech) {
      return word.word.find(of_speech) != word.word.npos;
    });
    switch (word.use) {
      case WordUse::kCertain:
        unmistakable = true;
        [[fallthrough]];
      case WordUse::kTone:
        if (!denied) add(tones, word.tone);
        break;
      case WordUse::kSpeaking:
        unmistakable = true;
        if (denied) break;
        add(event_tones, word.tone);
        events.push_back(word.event);
        break;
      case WordUse::kEvent:
        unmistakable = true;
        if (denied) break;
        add(event_tones, word.tone);
        events.push_back(word.event);
        break;
      case WordUse::kPause:
        unmistakable = true;
        pause |= !denied;
        break;
      case WordUse::kAction:
        unmistakable = true;
        break;
      case WordUse::kMore:
        share = kMoreShare;
        break;
      case WordUse::kLess:
        share = kLessShare;
        break;
      case WordUse::kNot:
        negated = true;
        break;
      case WordUse::kScene:
        if (scene) add(tones, word.tone);
        break;
      case WordUse::kFiller:
        negated = denied;
        break;
    }
  }
};

Reading Read(std::string_view phrase, bool scene) {
  std::string lower = Lower(phrase.substr(0, kLongestPhrase));
  std::ranges::replace(lower, '_', ' ');  // [throat_clear]
  Reading reading;
  bool negated = false;
  for (size_t at = 0; at < lower.size();) {
    const Utf8Char c = DecodeUtf8At(lower, at);
    const Script script = ScriptOf(c.code);
    const bool english = c.size == 1 && IsLower(lower[at]);
    if (!english && script != Script::kHan) {
      // Letters of other kinds count as not understood, signs and digits do not count.
      if (script == Script::kLatin || script == Script::kOther) ++reading.unknown;
      at += c.size;
      continue;
    }
    const Match match = Longest(lower, at, english);
    const bool counts = match.word && (scene || match.word->use != WordUse::kScene);
    const size_t size = counts ? match.size : english ? WordEnd(lower, at) - at : c.size;
    (counts ? reading.known : reading.unknown) +=
        CountCodePoints(std::string_view(lower).substr(at, size));
    if (counts) reading.Add(*match.word, scene, negated);
    at += std::max<size_t>(size, 1);
  }
  return reading;
}

// Several tones at once are each weaker than alone.
Manner MannerOfAll(const std::vector<Tone>& tones, float share) {
  Manner manner;
  const float each = share / std::sqrt(static_cast<float>(std::max<size_t>(tones.size(), 1)));
  for (const Tone tone : tones) manner = Joined(manner, Scaled(MannerOf(tone), each));
  return manner;
}

}  // namespace

Direction ReadDirection(std::string_view phrase) {
  const Reading reading = Read(phrase, /*scene=*/false);
  Direction direction;
  direction.events = reading.events;
  direction.unmistakable = reading.unmistakable;
  const bool of_events = !reading.events.empty() && !reading.speech;
  std::vector<Tone> tones = reading.event_tones;
  if (!of_events) tones.insert(tones.end(), reading.tones.begin(), reading.tones.end());
  direction.manner = MannerOfAll(tones, of_events ? 1 : reading.share);
  if (of_events) {
    direction.event_manner = MannerOfAll(reading.tones, 1);
    if (reading.share < 1) direction.event_manner.energy_db -= 3;
    if (reading.share > 1) direction.event_manner.energy_db += 2;
  }
  if (reading.pause) {
    const int named = LengthMs(Lower(phrase.substr(0, kLongestPhrase)));
    direction.pause_ms = std::min(named > 0 ? named : kPauseMs, kLongestPauseMs);
  }
  const size_t all = reading.known + reading.unknown;
  // Fillers alone ("in the") are not understood: they ask for nothing.
  const bool asks = reading.unmistakable || !reading.tones.empty();
  if (all > 0 && asks) {
    direction.understood = static_cast<float>(reading.known) / static_cast<float>(all);
  }
  return direction;
}

Manner ReadScene(std::string_view scene) {
  const Reading reading = Read(scene, /*scene=*/true);
  std::vector<Tone> tones = reading.tones;
  tones.insert(tones.end(), reading.event_tones.begin(), reading.event_tones.end());
  return MannerOfAll(tones, reading.share);
}

}  // namespace vivavoce::text
