#include "text/ssml_tag.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <span>

#include "text/direction.h"
#include "text/letter_case.h"
#include "text/script.h"
#include "text/utf8.h"

namespace vivavoce::text {
namespace {

constexpr auto kNames = std::to_array<std::string_view>(
    {"speak", "p", "s", "w", "token", "break", "prosody", "emphasis", "say-as", "phoneme", "sub",
     "voice", "lang", "mark", "audio", "desc", "b", "i", "u", "em", "strong", "br"});

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool IsNameCharacter(char c) {
  return IsLetter(c) || (c >= '0' && c <= '9') || c == '-' || c == ':' || c == '_';
}

// A number at the beginning of `text`, with its sign; `rest` is what follows.
std::optional<float> ReadNumber(std::string_view text, std::string_view& rest) {
  const std::string copy(text.substr(0, 32));
  char* end = nullptr;
  const float value = std::strtof(copy.c_str(), &end);
  if (end == copy.c_str() || !std::isfinite(value)) return std::nullopt;
  rest = text.substr(static_cast<size_t>(end - copy.c_str()));
  return value;
}

float Semitones(float factor) {
  return factor <= 0 ? 0 : 12 * std::log2(std::clamp(factor, 0.25f, 4.0f));
}

// "slow", "120%", "1.2", "+20%": a factor. SSML 1.1 gives rates as non-negative percentages.
float Factor(std::string_view value, std::span<const std::pair<std::string_view, float>> words) {
  for (const auto& [word, factor] : words) {
    if (value == word) return factor;
  }
  std::string_view rest;
  const auto number = ReadNumber(value, rest);
  if (!number) return 1;
  const bool relative = value.starts_with('+') || value.starts_with('-');
  if (rest.starts_with('%')) return relative ? 1 + *number / 100 : *number / 100;
  return relative ? 1 + *number : *number;
}

constexpr std::pair<std::string_view, float> kRates[] = {
    {"x-slow", 0.6f}, {"slow", 0.8f}, {"medium", 1}, {"fast", 1.25f}, {"x-fast", 1.5f}};
constexpr std::pair<std::string_view, float> kRanges[] = {
    {"x-low", 0.4f}, {"low", 0.7f}, {"medium", 1}, {"high", 1.35f}, {"x-high", 1.7f}};
constexpr std::pair<std::string_view, float> kPitchSt[] = {
    {"x-low", -5}, {"low", -2.5f}, {"medium", 0}, {"high", 2.5f}, {"x-high", 5}};
constexpr std::pair<std::string_view, float> kVolumesDb[] = {
    {"silent", -18}, {"x-soft", -10}, {"soft", -5}, {"medium", 0}, {"loud", 4}, {"x-loud", 7}};
constexpr float kUsualHz = 180;  // what "+20Hz" is measured against

}  // namespace

std::string_view SsmlTag::Attribute(std::string_view attribute) const {
  for (const auto& [key, value] : attributes) {
    if (key == attribute) return value;
  }
  return "";
}

std::optional<SsmlTag> ReadSsmlTag(std::string_view text) {
  text = text.substr(0, kLongestTag);
  if (text.size() < 3 || text[0] != '<') return std::nullopt;
  SsmlTag tag;
  size_t at = 1;
  if (text[at] == '/') {
    tag.form = SsmlTag::Form::kClose;
    ++at;
  }
  const size_t name = at;
  while (at < text.size() && IsNameCharacter(text[at])) ++at;
  tag.name = Lower(text.substr(name, at - name));
  if (std::ranges::find(kNames, tag.name) == kNames.end()) return std::nullopt;
  while (at < text.size()) {
    while (at < text.size() && IsSpace(text[at])) ++at;
    if (at >= text.size()) return std::nullopt;
    if (text[at] == '>') {
      tag.size = at + 1;
      return tag;
    }
    if (text[at] == '/' && at + 1 < text.size() && text[at + 1] == '>') {
      tag.form = SsmlTag::Form::kEmpty;
      tag.size = at + 2;
      return tag;
    }
    const size_t key = at;
    while (at < text.size() && IsNameCharacter(text[at])) ++at;
    if (at == key || at + 1 >= text.size() || text[at] != '=') return std::nullopt;
    const std::string attribute = Lower(text.substr(key, at - key));
    const char quote = text[++at];
    if (quote != '"' && quote != '\'') return std::nullopt;
    const size_t close = text.find(quote, at + 1);
    if (close == text.npos) return std::nullopt;
    tag.attributes.emplace_back(attribute, text.substr(at + 1, close - at - 1));
    at = close + 1;
  }
  return std::nullopt;
}

int BreakMs(const SsmlTag& tag) {
  static constexpr std::pair<std::string_view, int> kStrengths[] = {
      {"none", 0},     {"x-weak", 60},   {"weak", 150},
      {"medium", 350}, {"strong", 700}, {"x-strong", 1200}};
  const std::string time = Lower(tag.Attribute("time"));
  std::string_view rest;
  if (const auto value = ReadNumber(time, rest); value && *value >= 0) {
    const float ms = rest.starts_with("ms") ? *value : rest.starts_with('s') ? *value * 1000 : -1;
    if (ms >= 0) return static_cast<int>(std::min(ms, static_cast<float>(kLongestPauseMs)));
  }
  const std::string strength = Lower(tag.Attribute("strength"));
  for (const auto& [word, ms] : kStrengths) {
    if (strength == word) return ms;
  }
  return 350;
}

Manner ProsodyManner(const SsmlTag& tag) {
  Manner manner;
  if (const std::string rate = Lower(tag.Attribute("rate")); !rate.empty()) {
    const float factor = Factor(rate, kRates);
    if (factor > 0) manner.rate = factor;
  }
  if (const std::string range = Lower(tag.Attribute("range")); !range.empty()) {
    const float factor = Factor(range, kRanges);
    if (factor > 0) manner.range = factor;
  }
  if (const std::string pitch = Lower(tag.Attribute("pitch")); !pitch.empty()) {
    const auto word =
        std::ranges::find(kPitchSt, pitch, &std::pair<std::string_view, float>::first);
    std::string_view rest;
    if (word != std::end(kPitchSt)) {
      manner.pitch_st = word->second;
    } else if (const auto value = ReadNumber(pitch, rest)) {
      const bool relative = pitch.starts_with('+') || pitch.starts_with('-');
      if (rest.starts_with("st")) manner.pitch_st = *value;
      if (rest.starts_with('%')) manner.pitch_st = Semitones((relative ? 1 : 0) + *value / 100);
      if (rest.starts_with("hz")) {
        manner.pitch_st = Semitones(((relative ? kUsualHz : 0) + *value) / kUsualHz);
      }
    }
  }
  if (const std::string volume = Lower(tag.Attribute("volume")); !volume.empty()) {
    const auto word =
        std::ranges::find(kVolumesDb, volume, &std::pair<std::string_view, float>::first);
    std::string_view rest;
    if (word != std::end(kVolumesDb)) {
      manner.energy_db = word->second;
    } else if (const auto value = ReadNumber(volume, rest)) {
      if (rest.starts_with("db")) manner.energy_db = *value;
      const float factor = Factor(volume, {});
      if (rest.starts_with('%') && factor > 0) manner.energy_db = 20 * std::log10(factor);
    }
  }
  return Joined({}, manner);
}

float EmphasisStrength(const SsmlTag& tag) {
  const std::string level = Lower(tag.Attribute("level"));
  if (level == "strong") return 1.3f;
  if (level == "reduced") return -0.5f;
  if (level == "none") return 0;
  return 1;
}

std::string SayAs(std::string_view kind, std::string_view inner) {
  const bool letters = kind == "characters" || kind == "spell-out" || kind == "verbatim";
  const bool digits = kind == "digits" || kind == "telephone";
  if (kind == "ordinal") {
    const bool number = !inner.empty() && std::ranges::all_of(inner, [](char c) {
      return c >= '0' && c <= '9';
    });
    if (!number) return std::string(inner);
    const bool teen = inner.size() > 1 && inner[inner.size() - 2] == '1';
    const char last = teen ? '0' : inner.back();
    return std::string(inner) + (last == '1'   ? "st"
                                 : last == '2' ? "nd"
                                 : last == '3' ? "rd"
                                               : "th");
  }
  if (!letters && !digits) return std::string(inner);
  std::string out;
  for (size_t at = 0; at < inner.size();) {
    const Utf8Char c = DecodeUtf8At(inner, at);
    at += c.size;
    const Script script = ScriptOf(c.code);
    const bool digit = script == Script::kDigit;
    if (script != Script::kLatin && script != Script::kHan && !digit) {
      if (!out.empty() && !out.ends_with(", ")) out += ", ";
      continue;
    }
    if (!out.empty() && out.back() != ' ') out += ' ';
    const bool small = c.code >= U'a' && c.code <= U'z';
    AppendUtf8(out, small ? c.code - 32 : c.code);
  }
  return out;
}

}  // namespace vivavoce::text
