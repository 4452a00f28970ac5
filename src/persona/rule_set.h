// Many regular expressions tried on a text at once, in time linear in the text (RE2). A rule may
// name concepts in braces, "{drop} .{0,30}{role}": each stands for its alternatives, so that a few
// words combine to many sentences. Threads: const methods from any thread.
#pragma once

#include <algorithm>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}

namespace vivavoce::persona {

struct Concept {
  std::string_view name;          // [a-z_]+
  std::string_view alternatives;  // "ignore|forget|drop"; may name earlier concepts
};

struct Rule {
  int value;  // what a match means
  std::string_view expression;
};

class RuleSet {
 public:
  // REQUIRES: every expression is valid; the rules are the program's own (a test compiles them).
  RuleSet(std::span<const Concept> concepts, std::span<const Rule> rules);
  ~RuleSet();

  // The values of the rules that match somewhere in `text`, once each, in the order of the rules.
  std::vector<int> Matches(std::string_view text) const;
  // The longest part of `text` that any rule of this value matches; "" for none.
  std::string Part(std::string_view text, int value) const;
  bool ok() const { return ok_; }

 private:
  struct Compiled;
  std::unique_ptr<Compiled> compiled_;
  bool ok_ = true;
};

// Whether a rule of `value` is among `matches`.
inline bool Has(const std::vector<int>& matches, int value) {
  return std::ranges::find(matches, value) != matches.end();
}

// Lower case, full-width letters and marks as their ASCII forms, curly quotes straight, without
// invisible characters, white space folded to one space. What rules are written for.
std::string FoldForRules(std::string_view text);

}  // namespace vivavoce::persona
