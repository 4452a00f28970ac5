#include "persona/card_macros.h"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <vector>

#include "text/letter_case.h"
#include "text/trim.h"
#include "text/utf8.h"

namespace vivavoce::persona {
namespace {

constexpr size_t kMaxResult = 1 << 20;
constexpr size_t kLongestMacro = 64 << 10;

// "\," is a comma of the choice itself.
std::vector<std::string> Choices(std::string_view text) {
  std::vector<std::string> choices(1);
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == ',') {
      choices.back() += text[++i];
    } else if (text[i] == ',') {
      choices.emplace_back();
    } else {
      choices.back() += text[i];
    }
  }
  return choices;
}

class Expander {
 public:
  explicit Expander(const MacroValues& values) : values_(values), state_(values.seed) {}

  std::optional<std::string> Macro(std::string_view inner) {
    const size_t colon = std::min(inner.find(':'), inner.size());
    const std::string name = text::Lower(text::Trim(inner.substr(0, colon)));
    const std::string_view argument = inner.substr(std::min(colon + 1, inner.size()));
    if (name == "char") return values_.character;
    if (name == "user") return values_.user;
    if (name == "original") return values_.original;
    if (name.starts_with("//") || name == "comment" || name == "hidden_key") return std::string();
    if (name == "random" || name == "pick") {
      const std::vector<std::string> choices = Choices(argument);
      return std::string(text::Trim(choices[Next() % choices.size()]));
    }
    if (name == "roll") return Roll(text::Lower(text::Trim(argument)));
    if (name == "reverse") {
      std::u32string letters = text::ToUtf32(text::Trim(argument));
      std::ranges::reverse(letters);
      return text::ToUtf8(letters);
    }
    return std::nullopt;
  }

 private:
  // SplitMix64 (Steele, Lea, Flood, 2014).
  uint64_t Next() {
    uint64_t z = state_ += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
  }

  std::optional<std::string> Roll(std::string_view dice) {
    if (dice.starts_with('d')) dice.remove_prefix(1);
    const long sides = std::strtol(std::string(dice).c_str(), nullptr, 10);
    if (sides < 1 || sides > 1'000'000) return std::nullopt;
    return std::to_string(Next() % static_cast<uint64_t>(sides) + 1);
  }

  const MacroValues& values_;
  uint64_t state_;
};

}  // namespace

std::string ExpandMacros(std::string_view text, const MacroValues& values) {
  Expander expander(values);
  std::string out;
  size_t close = 0;
  for (size_t i = 0; i < text.size() && out.size() < kMaxResult;) {
    const std::string_view rest = text.substr(i);
    if (rest.starts_with("{{")) {
      // Looked for once, however many braces open before it.
      if (close != std::string_view::npos && close < i + 2) close = text.find("}}", i + 2);
      const bool whole = close != std::string_view::npos && close - i <= kLongestMacro;
      const std::string_view inner = whole ? text.substr(i + 2, close - i - 2) : "";
      if (whole && inner.find("{{") == std::string_view::npos) {
        if (const auto value = expander.Macro(inner)) {
          out += *value;
          i = close + 2;
          continue;
        }
      }
    } else if (rest.front() == '<') {
      const std::string tag = text::Lower(rest.substr(0, 6));
      if (tag.starts_with("<bot>") || tag == "<char>" || tag == "<user>") {
        out += tag == "<user>" ? values.user : values.character;
        i += tag.starts_with("<bot>") ? 5 : 6;
        continue;
      }
    }
    out += text[i++];
  }
  if (out.size() > kMaxResult) out.resize(kMaxResult);
  return text::RepairUtf8(out);
}

}  // namespace vivavoce::persona
