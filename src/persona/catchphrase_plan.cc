#include "persona/catchphrase_plan.h"

#include <re2/re2.h>

#include <algorithm>

#include "persona/reply_style.h"
#include "persona/rule_set.h"

namespace vivavoce::persona {
namespace {

// In uses: how far a phrase may run ahead of its share, and how far it falls behind before it is
// said to a question.
constexpr double kAhead = 0.5;
constexpr double kBehind = 0.75;

bool IsGrief(std::string_view folded) {
  static const RE2 rule(
      R"(\b(?:died|dead|dying|funeral|passed away|cancer|hospital|crying|cried|tears|grief|lonely|depress\w*|heart ?broken|miss(?:ed|es|ing)? (?:him|her|them|my)|lost my|broke up|scared|hurts?|so sad|awful|terrible|fired)\b)"
      R"(|去世|走了|葬|癌|医院|哭|眼泪|难过|难受|伤心|孤单|孤独|抑郁|想(?:他|她|念|家|哭)|分手|失恋|害怕|疼|没了|糟糕|崩溃|委屈)");
  return RE2::PartialMatch(re2::StringPiece(folded.data(), folded.size()), rule);
}

bool IsQuestion(std::string_view turn) { return turn.contains('?') || turn.contains("？"); }

// A sentence of its own.
std::string AsSentence(const std::string& text, bool chinese) {
  for (const std::string_view mark : {".", "!", "?", "…", "~", "。", "！", "？", "～"}) {
    if (text.ends_with(mark)) return text + (chinese ? "" : " ");
  }
  return text + (chinese ? "！" : "! ");
}

}  // namespace

CatchphrasePlan PlanCatchphrases(const Persona& persona, Language language, std::string_view turn,
                                 std::string_view said) {
  CatchphrasePlan plan;
  const bool chinese = language == Language::kChinese;
  std::vector<std::string_view> replies;
  while (!said.empty()) {
    const size_t end = std::min(said.find('\n'), said.size());
    if (end > 0) replies.push_back(said.substr(0, end));
    said.remove_prefix(std::min(end + 1, said.size()));
  }
  const double count = static_cast<double>(replies.size()) + 1;  // with this one
  const bool grief = IsGrief(FoldForRules(turn));
  for (const Catchphrase& phrase : persona.habits.catchphrases) {
    const std::string& text = chinese ? phrase.text.zh : phrase.text.en;
    if (text.empty()) continue;
    double uses = 1;  // with this one
    for (const std::string_view reply : replies)
      uses += SaysCatchphrase(phrase, language, reply) ? 1 : 0;
    const double share = phrase.frequency * count;
    const bool due = uses <= share - (IsQuestion(turn) ? kBehind : 0);
    const bool first = due && !grief && plan.first.empty();
    if (first) plan.first = AsSentence(text, chinese);
    if (first || uses > share + kAhead) plan.spared.push_back(WithoutMarks(text));
  }
  return plan;
}

}  // namespace vivavoce::persona
