#include "realtime/speech_directions.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace vivavoce::realtime {
namespace {

// Heard as clearly slower, faster, softer and louder, still natural.
constexpr float kSlower = 0.8f;
constexpr float kFaster = 1.25f;
constexpr float kSofterDb = -8;
constexpr float kLouderDb = 4;
constexpr int kPauseMs = 600;

constexpr std::array<std::string_view, 7> kSlow{"slow", "unhurried", "慢",  "缓缓",
                                                "徐徐", "calm",      "平静"};
constexpr std::array<std::string_view, 6> kFast{"fast", "quick", "hurried", "rapid", "快", "急"};
constexpr std::array<std::string_view, 8> kSoft{"soft", "quiet", "whisper", "lower voice",
                                                "轻声", "小声",  "低声",    "悄悄"};
constexpr std::array<std::string_view, 7> kLoud{"loud", "shout", "yell", "raised voice",
                                                "大声", "高声",  "喊"};
constexpr std::array<std::string_view, 7> kPause{"pause", "silence", "beat", "停顿",
                                                 "沉默",  "停一下",  "静默"};

template <size_t N>
bool HasAny(std::string_view text, const std::array<std::string_view, N>& words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return text.find(word) != text.npos; });
}

struct Bracket {
  std::string_view open;
  std::string_view close;
};
constexpr Bracket kBrackets[] = {{"(", ")"}, {"（", "）"}};

constexpr std::array<std::string_view, 7> kSentenceEnds{"。", "！", "？", ".", "!", "?", "\n"};

// Bytes of the sentence end at `at`, 0 when there is none. A dot inside a number is none.
size_t SentenceEndAt(std::string_view text, size_t at) {
  const auto is_digit = [&](size_t i) {
    return i < text.size() && text[i] >= '0' && text[i] <= '9';
  };
  for (const std::string_view end : kSentenceEnds) {
    if (!text.substr(at).starts_with(end)) continue;
    return end == "." && is_digit(at + 1) ? 0 : end.size();
  }
  return 0;
}

Manner Joined(const Manner& a, const Manner& b) {
  return {a.speed * b.speed, a.gain_db + b.gain_db, a.pause_ms + b.pause_ms};
}

}  // namespace

Manner MannerOf(std::string_view direction) {
  std::string lower(direction);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  Manner manner;
  if (HasAny(lower, kSlow)) manner.speed *= kSlower;
  if (HasAny(lower, kFast)) manner.speed *= kFaster;
  if (HasAny(lower, kSoft)) manner.gain_db += kSofterDb;
  if (HasAny(lower, kLoud)) manner.gain_db += kLouderDb;
  if (HasAny(lower, kPause)) manner.pause_ms = kPauseMs;
  return manner;
}

std::vector<DirectedText> SplitDirections(std::string_view text) {
  std::vector<DirectedText> parts;
  DirectedText part;
  const auto close_part = [&](Manner next) {
    if (part.text.find_first_not_of(" \t\r\n") != part.text.npos) {
      parts.push_back(std::move(part));
      part = {};
    } else {
      part.text.clear();
      next.pause_ms += part.manner.pause_ms;  // two directions in a row
    }
    part.manner = next;
  };
  size_t at = 0;
  while (at < text.size()) {
    std::optional<std::pair<size_t, std::string_view>> direction;  // end and inner text
    for (const Bracket& bracket : kBrackets) {
      if (!text.substr(at).starts_with(bracket.open)) continue;
      const size_t begin = at + bracket.open.size();
      const size_t end = text.find(bracket.close, begin);
      if (end != text.npos) {
        direction.emplace(end + bracket.close.size(), text.substr(begin, end - begin));
      }
    }
    if (direction) {
      Manner held = part.manner;
      held.pause_ms = 0;
      close_part(Joined(held, MannerOf(direction->second)));
      at = direction->first;
      continue;
    }
    if (const size_t size = SentenceEndAt(text, at); size > 0) {
      part.text += text.substr(at, size);
      at += size;
      if (part.manner != Manner{}) close_part({});
      continue;
    }
    part.text += text[at++];
  }
  if (!part.text.empty() || part.manner.pause_ms > 0) parts.push_back(std::move(part));
  return parts;
}

}  // namespace vivavoce::realtime
