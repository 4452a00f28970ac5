#include "persona/reply_style.h"

#include <re2/re2.h>

#include <algorithm>
#include <string>

#include "persona/rule_set.h"
#include "text/script.h"
#include "text/utf8.h"

namespace vivavoce::persona {
namespace {

// Words, or two ideographs for a word, of a whole reply. A reply of a persona of short sentences
// has one or two of them (prompt_sections.cc).
constexpr int kMostWords[] = {60, 36, 60, 90};  // none, short, medium, long
// A sentence as long as this is no "Yes, I know." that comes back in every talk.
constexpr int kFewestWordsRepeated = 5;

struct Length {
  int latin = 0;
  int han = 0;
  int words() const { return latin + (han + 1) / 2; }
};

Length Measure(std::string_view text) {
  Length length;
  for (const text::ScriptRun& run : text::ScriptRuns(text)) {
    if (run.script == text::Script::kLatin) ++length.latin;
    if (run.script == text::Script::kHan) {
      length.han +=
          static_cast<int>(text::CountCodePoints(text.substr(run.begin, run.end - run.begin)));
    }
  }
  return length;
}

std::vector<std::string> Sentences(std::string_view folded) {
  std::vector<std::string> sentences(1);
  for (const char32_t c : text::ToUtf32(folded)) {
    if (std::u32string_view(U".!?。！？…\n").contains(c)) {
      if (!sentences.back().empty()) sentences.emplace_back();
    } else if (c != U' ' || !sentences.back().empty()) {
      text::AppendUtf8(sentences.back(), c);
    }
  }
  if (sentences.back().empty()) sentences.pop_back();
  return sentences;
}

bool IsInLanguage(const Length& length, Language language) {
  if (language == Language::kUnknown || length.words() == 0) return true;
  return language == Language::kChinese ? length.han > length.latin : length.latin >= length.han;
}

bool Repeats(std::string_view folded, std::string_view said) {
  const std::vector<std::string> earlier = Sentences(FoldForRules(said));
  return std::ranges::any_of(Sentences(folded), [&](const std::string& sentence) {
    return Measure(sentence).words() >= kFewestWordsRepeated &&
           std::ranges::find(earlier, sentence) != earlier.end();
  });
}

const RE2& Markup() {
  static const RE2 rule(
      "```|\\*\\*|(?m:^\\s*([-*•#]|\\d{1,2}[.)、])\\s)|[\\x{1F300}-\\x{1FAFF}\\x{2600}-\\x{27BF}]");
  return rule;
}

// Sentences of so many words, of so many replies; of each so many first words.
constexpr int kFewestWordsKept = 5;
constexpr size_t kRepliesKept = 12;
constexpr int kBeginningWords = 4;

std::string Beginning(const std::string& sentence) {
  std::string beginning;
  for (const char32_t c : text::ToUtf32(sentence)) {
    if (c == U' ' && Measure(beginning).words() >= kBeginningWords) break;
    text::AppendUtf8(beginning, c);
    if (text::ScriptOf(c) == text::Script::kHan && Measure(beginning).words() >= kBeginningWords)
      break;
  }
  return beginning;
}

}  // namespace

std::vector<std::string> BeginningsOfSaid(const Persona& persona, std::string_view said) {
  while (said.ends_with('\n')) said.remove_suffix(1);
  size_t begin = said.size();
  for (size_t replies = 0; replies < kRepliesKept && begin != 0 && begin != said.npos; ++replies) {
    begin = said.rfind('\n', begin - 1);
  }
  std::string told;
  for (const Fact& fact : persona.knowledge.facts) {
    told += FoldForRules(fact.answer.en) + FoldForRules(fact.answer.zh);
  }
  std::vector<std::string> beginnings;
  const std::string_view latest = begin == said.npos ? said : said.substr(begin);
  for (std::string_view rest = latest; !rest.empty();) {
    const size_t end = std::min(rest.find('\n'), rest.size());
    for (const std::string& sentence : Sentences(FoldForRules(rest.substr(0, end)))) {
      if (Measure(sentence).words() < kFewestWordsKept || told.contains(sentence)) continue;
      beginnings.push_back(Beginning(sentence));
    }
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return beginnings;
}

std::string WithoutMarks(std::string_view text) {
  std::string folded(text);
  const auto end = folded.find_last_not_of(" .!?,~");
  folded.resize(end == std::string::npos ? 0 : end + 1);
  for (const std::string_view mark : {"。", "！", "？", "，", "…", "～"}) {
    while (folded.ends_with(mark)) folded.resize(folded.size() - mark.size());
  }
  return folded;
}

bool SaysCatchphrase(const Catchphrase& phrase, Language language, std::string_view text) {
  const std::string wanted = WithoutMarks(FoldForRules(phrase.text.For(language)));
  return !wanted.empty() && FoldForRules(text).contains(wanted);
}

ReplyStyle ReadStyle(const Persona& persona, Language language, std::string_view reply,
                     std::string_view said) {
  ReplyStyle style;
  const auto stray = [&](bool strays, Stray how) {
    if (strays) style.strays.push_back(how);
  };
  const std::string folded = FoldForRules(reply);
  const Length length = Measure(reply);
  stray(!IsInLanguage(length, language), Stray::kLanguage);
  stray(length.words() > kMostWords[static_cast<size_t>(persona.habits.sentence_length)],
        Stray::kLength);
  stray(Repeats(folded, said), Stray::kRepeats);
  stray(std::ranges::any_of(
            persona.habits.never_says.For(language),
            [&](const std::string& words) { return folded.contains(FoldForRules(words)); }),
        Stray::kNeverSays);
  stray(RE2::PartialMatch(re2::StringPiece(reply.data(), reply.size()), Markup()), Stray::kMarkup);
  for (size_t i = 0; i < persona.habits.catchphrases.size(); ++i) {
    if (SaysCatchphrase(persona.habits.catchphrases[i], language, reply)) {
      style.catchphrases.push_back(i);
    }
  }
  return style;
}

}  // namespace vivavoce::persona
