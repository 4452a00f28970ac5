#include "persona/rule_set.h"

#include <re2/re2.h>
#include <re2/set.h>

#include <algorithm>
#include <map>

#include "text/letter_case.h"
#include "text/script.h"
#include "text/utf8.h"

namespace vivavoce::persona {
namespace {

// "{drop} it" -> "(?:ignore|forget) it". Braces with digits are repetitions and stay.
std::string Expand(std::string_view expression,
                   const std::map<std::string, std::string, std::less<>>& concepts) {
  std::string out;
  for (size_t i = 0; i < expression.size(); ++i) {
    const size_t end = expression[i] == '{' ? expression.find('}', i) : std::string_view::npos;
    if (end != std::string_view::npos) {
      const auto found = concepts.find(expression.substr(i + 1, end - i - 1));
      if (found != concepts.end()) {
        out += "(?:" + found->second + ")";
        i = end;
        continue;
      }
    }
    out += expression[i];
  }
  return out;
}

bool Invisible(char32_t c) {
  return c == 0xAD || (c >= 0x200B && c <= 0x200F) || (c >= 0x2060 && c <= 0x2064) || c == 0xFEFF;
}

char32_t Straight(char32_t c) {
  switch (c) {
    case U'‘':
    case U'’':
      return U'\'';
    case U'“':
    case U'”':
    case U'「':
    case U'」':
    case U'『':
    case U'』':
      return U'"';
    case U'。':
      return U'.';
    case U'、':
      return U',';
    default:
      return text::FoldFullWidth(c);
  }
}

}  // namespace

struct RuleSet::Compiled {
  re2::RE2::Options options;
  std::unique_ptr<re2::RE2::Set> set;
  std::vector<int> values;
  std::vector<std::unique_ptr<re2::RE2>> single;
};

RuleSet::RuleSet(std::span<const Concept> concepts, std::span<const Rule> rules)
    : compiled_(std::make_unique<Compiled>()) {
  std::map<std::string, std::string, std::less<>> expanded;
  for (const Concept& item : concepts) {
    expanded[std::string(item.name)] = Expand(item.alternatives, expanded);
  }
  compiled_->options.set_log_errors(false);
  compiled_->options.set_max_mem(64 << 20);
  compiled_->set =
      std::make_unique<re2::RE2::Set>(compiled_->options, re2::RE2::UNANCHORED);
  for (const Rule& rule : rules) {
    const std::string expression = Expand(rule.expression, expanded);
    ok_ &= compiled_->set->Add(expression, nullptr) >= 0;
    compiled_->values.push_back(rule.value);
    compiled_->single.push_back(
        std::make_unique<re2::RE2>("(" + expression + ")", compiled_->options));
  }
  ok_ = ok_ && compiled_->set->Compile();
}

RuleSet::~RuleSet() = default;

std::vector<int> RuleSet::Matches(std::string_view text) const {
  std::vector<int> values;
  std::vector<int> hits;
  if (!ok_) return values;
  const re2::StringPiece piece(text.data(), text.size());
  re2::RE2::Set::ErrorInfo error{};
  if (!compiled_->set->Match(piece, &hits, &error)) {
    if (error.kind == re2::RE2::Set::kNoError) return values;
    // Out of memory for all at once: then one after the other.
    for (size_t i = 0; i < compiled_->single.size(); ++i) {
      if (re2::RE2::PartialMatch(piece, *compiled_->single[i])) hits.push_back(static_cast<int>(i));
    }
  }
  std::ranges::sort(hits);
  for (const int hit : hits) {
    const int value = compiled_->values[static_cast<size_t>(hit)];
    if (std::ranges::find(values, value) == values.end()) values.push_back(value);
  }
  return values;
}

std::string RuleSet::Part(std::string_view text, int value) const {
  std::string longest;
  for (size_t i = 0; i < compiled_->single.size(); ++i) {
    std::string part;
    if (compiled_->values[i] == value &&
        re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *compiled_->single[i],
                               &part) &&
        part.size() > longest.size()) {
      longest = part;
    }
  }
  return longest;
}

std::string FoldForRules(std::string_view text) {
  std::string out;
  bool space = false;
  for (const char32_t code : text::ToUtf32(text)) {
    if (Invisible(code)) continue;
    const char32_t c = Straight(code);
    if (text::ScriptOf(c) == text::Script::kSpace) {
      space = !out.empty();
      continue;
    }
    if (std::exchange(space, false)) out += ' ';
    text::AppendUtf8(out, c);
  }
  return text::Lower(out);
}

}  // namespace vivavoce::persona
