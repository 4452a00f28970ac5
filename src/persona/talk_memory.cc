#include "persona/talk_memory.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <vector>

#include "persona/rule_set.h"
#include "persona/token_estimate.h"
#include "text/utf8.h"

namespace vivavoce::persona {
namespace {

// Shorter ones tell nothing; longer ones cost too much of the budget.
constexpr size_t kFewestBytes = 9;
constexpr size_t kMostBytes = 240;

struct Line {
  std::string text;
  size_t place = 0;
  int worth = 0;  // 2: who they are, 1: anything of their life
};

const RE2& TellsWho() {
  static const RE2 rule(
      R"(\b(?:my name is|my name'?s|call me|i(?:'m| am) from|i live in|i work (?:as|at|in|for)|i(?:'m| am) an? \w+(?: \w+)? (?:by|at|from|in)|my (?:wife|husband|partner|son|daughter|mother|father|mum|mom|dad|sister|brother|dog|cat|boss|birthday)(?:'s name)? (?:is|are|was|'s))\b|\b(?:is|are) called\b)"
      R"(|我叫|叫我|我的名字|我是(?:个|一|做|在)|我在.{1,12}(?:工作|上班|上学|读书)|我住|我家|老家|我(?:老公|老婆|妈|爸|儿子|女儿|女朋友|男朋友|姐|哥|弟|妹|狗|猫|生日))");
  return rule;
}

const RE2& TellsOfLife() {
  static const RE2 rule(R"(\b(?:i|i'm|i've|i'll|my|we|our|me)\b|我|咱|俺)");
  return rule;
}

bool Hits(const RE2& rule, std::string_view text) {
  return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), rule);
}

// Sentences without their questions.
std::vector<std::string> Statements(std::string_view text) {
  std::vector<std::string> statements(1);
  for (const char32_t c : text::ToUtf32(text)) {
    if (statements.back().empty() && c == U' ') continue;
    text::AppendUtf8(statements.back(), c);
    if (c == U'?' || c == U'？') {
      statements.back().clear();
    } else if (std::u32string_view(U".!。！").contains(c)) {
      statements.emplace_back();
    }
  }
  std::erase_if(statements, [](const std::string& s) {
    return s.size() < kFewestBytes || s.size() > kMostBytes;
  });
  return statements;
}

}  // namespace

std::string RememberedTalk(std::span<const Said> forgotten, Language language, int budget_tokens) {
  const bool chinese = language == Language::kChinese;
  std::vector<Line> lines;
  for (size_t i = 0; i < forgotten.size(); ++i) {
    if (!forgotten[i].by_user) continue;
    for (std::string& statement : Statements(forgotten[i].text)) {
      const std::string folded = FoldForRules(statement);
      const int worth = Hits(TellsWho(), folded) ? 2 : Hits(TellsOfLife(), folded) ? 1 : 0;
      if (worth > 0) lines.push_back({.text = std::move(statement), .place = i, .worth = worth});
    }
  }
  std::ranges::stable_sort(lines, [](const Line& a, const Line& b) {
    return a.worth != b.worth ? a.worth > b.worth : a.worth == 1 && a.place > b.place;
  });
  const std::string head =
      chinese ? "你记得对方之前告诉过你：" : "You remember what they told you earlier:";
  int used = EstimateTokens(head);
  std::vector<Line> kept;
  for (Line& line : lines) {
    const int cost = EstimateTokens(line.text) + 2;
    if (used + cost > budget_tokens) continue;
    used += cost;
    kept.push_back(std::move(line));
  }
  if (kept.empty()) return {};
  std::ranges::stable_sort(kept, {}, &Line::place);
  std::string memory = head;
  for (const Line& line : kept) {
    memory += chinese ? fmt::format("“{}”", line.text) : fmt::format(" \"{}\"", line.text);
  }
  return memory;
}

}  // namespace vivavoce::persona
