#include "text/english_lexicon.h"

#include <vector>

#include "text/json_table.h"
#include "text/letter_case.h"

namespace vivavoce::text {
namespace {

// The other spelling of the first letter, empty when there is none to try: hello <-> Hello.
std::string OtherCase(std::string_view word) {
  if (word.size() < 2) return {};
  for (const char c : word.substr(1)) {
    if (IsUpper(c)) return {};
  }
  std::string other(word);
  if (IsUpper(word[0])) {
    other[0] = static_cast<char>(word[0] + 32);
  } else if (IsLower(word[0])) {
    other[0] = static_cast<char>(word[0] - 32);
  } else {
    return {};
  }
  return other;
}

std::optional<std::string_view> FindEitherCase(const StringTable& table, std::string_view word) {
  if (const auto found = table.Find(word)) return found;
  const std::string other = OtherCase(word);
  return other.empty() ? std::nullopt : table.Find(other);
}

// Names of the classes in the file, the most fitting first.
std::vector<std::string_view> ClassNames(WordClass word_class) {
  switch (word_class) {
    case WordClass::kNoun:
      return {"NOUN"};
    case WordClass::kVerb:
      return {"VERB"};
    case WordClass::kPast:
      return {"VBD", "VBN", "VERB"};
    case WordClass::kAdjective:
      return {"ADJ"};
    case WordClass::kAdverb:
      return {"ADV"};
    case WordClass::kDeterminer:
      return {"DT"};
    case WordClass::kPhraseFinal:
      return {"None"};
    case WordClass::kAny:
      break;
  }
  return {};
}

std::string ClassKey(std::string_view word, std::string_view word_class) {
  std::string key(word);
  key += '\t';
  key += word_class;
  return key;
}

}  // namespace

Result<std::shared_ptr<const EnglishLexicon>> EnglishLexicon::Create(const Files& files) {
  auto lexicon = std::make_shared<EnglishLexicon>();
  Status status = ReadJsonTable(
      files.gold, [&](std::string_view word, std::string_view inner, std::string_view phonemes) {
        if (inner.empty() || inner == "DEFAULT") lexicon->gold_.Add(word, phonemes);
        if (!inner.empty() && inner != "DEFAULT") {
          lexicon->gold_.Add(ClassKey(word, inner), phonemes);
        }
        if (inner == "DEFAULT") lexicon->gold_.Add(ClassKey(word, ""), "");
      });
  if (!status) return Fail(status.error());
  status = ReadJsonTable(files.silver,
                         [&](std::string_view word, std::string_view, std::string_view phonemes) {
                           lexicon->silver_.Add(word, phonemes);
                         });
  if (!status) return Fail(status.error());
  lexicon->gold_.Freeze();
  lexicon->silver_.Freeze();
  if (lexicon->gold_.size() == 0) return Fail(Error::Corrupt("no words in " + files.gold));
  return lexicon;
}

std::optional<std::string_view> EnglishLexicon::FindGold(std::string_view word,
                                                         WordClass word_class) const {
  for (const std::string_view name : ClassNames(word_class)) {
    if (const auto found = gold_.Find(ClassKey(word, name))) return found;
    const std::string other = OtherCase(word);
    if (const auto found = gold_.Find(ClassKey(other, name)); found && !other.empty()) return found;
  }
  return FindEitherCase(gold_, word);
}

std::optional<std::string_view> EnglishLexicon::Find(std::string_view word,
                                                     WordClass word_class) const {
  if (const auto found = FindGold(word, word_class)) return found;
  return FindEitherCase(silver_, word);
}

bool EnglishLexicon::IsHomograph(std::string_view word) const {
  return FindEitherCase(gold_, ClassKey(word, "")).has_value();
}

}  // namespace vivavoce::text
