#include "eval/fact_questions.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "eval/set_lines.h"
#include "text/script.h"
#include "text/trim.h"
#include "text/utf8.h"

namespace vivavoce::eval {
namespace {

constexpr Language kLanguages[] = {Language::kEnglish, Language::kChinese};

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

bool IsLetter(char c) { return c >= 'a' && c <= 'z'; }

bool Holds(std::string_view reply, std::string_view key) {
  for (size_t at = reply.find(key); at != reply.npos; at = reply.find(key, at + 1)) {
    if (at == 0 || !IsLetter(key.front()) || !IsLetter(reply[at - 1])) return true;
  }
  return false;
}

std::vector<std::string> Parts(std::string_view text, char mark) {
  std::vector<std::string> parts;
  while (true) {
    const size_t end = std::min(text.find(mark), text.size());
    parts.emplace_back(vivavoce::text::Trim(text.substr(0, end)));
    if (end == text.size()) return parts;
    text.remove_prefix(end + 1);
  }
}

// Words of four letters or more and pairs of ideographs.
std::vector<std::string> Content(std::string_view text) {
  std::vector<std::string> content;
  for (const text::ScriptRun& run : text::ScriptRuns(text)) {
    const std::string_view piece = text.substr(run.begin, run.end - run.begin);
    if (run.script == text::Script::kLatin && piece.size() >= 4) content.push_back(Lower(piece));
    if (run.script != text::Script::kHan) continue;
    const std::u32string han = text::ToUtf32(piece);
    for (size_t i = 0; i + 1 < han.size(); ++i) content.push_back(text::ToUtf8(han.substr(i, 2)));
  }
  return content;
}

}  // namespace

std::vector<FactQuestion> QuestionsOf(const persona::Persona& persona) {
  std::vector<FactQuestion> questions;
  for (const Language language : kLanguages) {
    const bool chinese = language == Language::kChinese;
    const auto in = [&](const persona::Bilingual& text) { return chinese ? text.zh : text.en; };
    const std::string name = in(persona.name);
    if (!name.empty()) {
      questions.push_back({.persona = persona.id,
                           .language = language,
                           .question = chinese ? "你叫什么名字？" : "What's your name?",
                           .answer = name,
                           .key = Lower(name),
                           .kind = "name"});
    }
    for (const persona::Fact& fact : persona.knowledge.facts) {
      if (in(fact.ask).empty() || in(fact.answer).empty()) continue;
      questions.push_back({.persona = persona.id,
                           .language = language,
                           .question = in(fact.ask),
                           .answer = in(fact.answer),
                           .key = in(fact.key),
                           .kind = "as_written"});
    }
  }
  return questions;
}

Result<std::vector<FactQuestion>> ParseFactQuestions(std::string_view text, std::string_view source,
                                                     const persona::PersonaLibrary& personas) {
  std::vector<FactQuestion> questions;
  const Status read = EachSetLine(text, source, [&](std::string_view line, std::string where) {
    const std::vector<std::string> fields = Parts(line, '\t');
    const auto wrong = [&](std::string_view what) {
      return Status(Fail(Error::InvalidArgument(std::string(what), where)));
    };
    if (fields.size() != 4) return wrong("must have 4 fields parted by tabs");
    if (fields[1] != "en" && fields[1] != "zh") return wrong("language must be en or zh");
    const Language language = fields[1] == "zh" ? Language::kChinese : Language::kEnglish;
    size_t place = 0;
    const std::string& number = fields[2];
    std::from_chars(number.data(), number.data() + number.size(), place);
    const persona::Persona* persona = personas.Find(fields[0]);
    if (!persona) return Status();
    const auto& facts = persona->knowledge.facts;
    if (place < 1 || place > facts.size()) {
      return wrong(fmt::format("fact must be from 1 to {}", facts.size()));
    }
    if (fields[3].empty()) return wrong("question must not be empty");
    const persona::Fact& fact = facts[place - 1];
    questions.push_back({.persona = persona->id,
                         .language = language,
                         .question = fields[3],
                         .answer = fact.answer.For(language),
                         .key = fact.key.For(language),
                         .kind = "in_other_words"});
    return Status();
  });
  if (!read) return Fail(read.error());
  return questions;
}

bool AnswersRightly(const FactQuestion& question, std::string_view reply) {
  const std::string said = Lower(reply);
  if (!question.key.empty()) {
    return std::ranges::any_of(Parts(Lower(question.key), '/'), [&](const std::string& key) {
      return !key.empty() && Holds(said, key);
    });
  }
  const std::string asked = Lower(question.question);
  std::vector<std::string> content = Content(question.answer);
  std::erase_if(content, [&](const std::string& word) { return asked.contains(word); });
  const auto found =
      std::ranges::count_if(content, [&](const std::string& word) { return said.contains(word); });
  return !content.empty() && 2 * static_cast<size_t>(found) >= content.size();
}

}  // namespace vivavoce::eval
