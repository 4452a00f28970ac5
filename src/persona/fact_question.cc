#include "persona/fact_question.h"

#include <algorithm>
#include <array>
#include <string>

#include "persona/rule_set.h"
#include "text/script.h"
#include "text/utf8.h"

namespace vivavoce::persona {
namespace {

constexpr std::array<std::u32string_view, 5> kPolite = {U"tellme", U"sotellme", U"请问", U"那",
                                                        U"对了"};
constexpr std::u32string_view kParticles = U"呀啊呢吖哦嘛";

// Letters, digits and ideographs alone; 您 as 你.
std::u32string Bare(std::string_view text) {
  std::u32string bare;
  const std::string folded = FoldForRules(text);
  for (const text::ScriptRun& run : text::ScriptRuns(folded)) {
    if (run.script != text::Script::kLatin && run.script != text::Script::kDigit &&
        run.script != text::Script::kHan) {
      continue;
    }
    for (const char32_t c :
         text::ToUtf32(std::string_view(folded).substr(run.begin, run.end - run.begin))) {
      if (c == U'\'') continue;
      bare += c == U'您' ? U'你' : c;
    }
  }
  for (const std::u32string_view lead : kPolite) {
    if (bare.starts_with(lead)) bare.erase(0, lead.size());
  }
  while (!bare.empty() && kParticles.find(bare.back()) != kParticles.npos) bare.pop_back();
  return bare;
}

}  // namespace

bool IsToldIn(const Fact& fact, Language language) {
  const bool chinese = language == Language::kChinese;
  return chinese ? !fact.ask.zh.empty() && !fact.answer.zh.empty()
                 : !fact.ask.en.empty() && !fact.answer.en.empty();
}

std::vector<std::string> QuestionsFor(const Fact& fact, Language language) {
  if (!IsToldIn(fact, language)) return {};
  std::vector<std::string> questions = {fact.ask.For(language)};
  const std::vector<std::string>& also = fact.also.For(language);
  questions.insert(questions.end(), also.begin(), also.end());
  return questions;
}

const std::vector<std::string>& QuestionsForNoFact(Language language) {
  static const std::vector<std::string> kEnglish = {"Do you remember my name?",
                                                    "What's my name?",
                                                    "What's my cat called?",
                                                    "Do you still know what I do for a living?",
                                                    "How old am I?",
                                                    "What did I tell you earlier?",
                                                    "How was your day?",
                                                    "What are you doing right now?",
                                                    "What should I eat tonight?"};
  static const std::vector<std::string> kChinese = {
      "你还记得我叫什么名字吗？", "我叫什么？",       "我的猫叫什么？",
      "你还记得我是做什么的吗？", "我今年多大？",     "我刚才跟你说了什么？",
      "你今天过得怎么样？",       "你现在在干嘛呢？", "我今晚吃什么好？"};
  return language == Language::kChinese ? kChinese : kEnglish;
}

std::optional<size_t> FactAskedAsWritten(const Persona& persona, std::string_view turn,
                                         Language language) {
  const std::u32string asked = Bare(turn);
  if (asked.empty()) return std::nullopt;
  for (size_t i = 0; i < persona.knowledge.facts.size(); ++i) {
    const Fact& fact = persona.knowledge.facts[i];
    const std::vector<std::string> questions = QuestionsFor(fact, language);
    const bool same = std::ranges::any_of(
        questions, [&](const std::string& question) { return Bare(question) == asked; });
    if (same) return i;
  }
  return std::nullopt;
}

}  // namespace vivavoce::persona
