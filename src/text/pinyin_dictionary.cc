#include "text/pinyin_dictionary.h"

#include <algorithm>
#include <charconv>

#include "text/json_table.h"
#include "text/utf8.h"

namespace vivavoce::text {
namespace {

std::vector<PinyinSyllable> ParseSyllables(std::string_view list) {
  std::vector<PinyinSyllable> syllables;
  while (!list.empty()) {
    const size_t space = std::min(list.find(' '), list.size());
    std::optional<PinyinSyllable> syllable = ParsePinyin(list.substr(0, space));
    if (!syllable) return {};
    syllables.push_back(*std::move(syllable));
    list.remove_prefix(std::min(space + 1, list.size()));
  }
  return syllables;
}

}  // namespace

Result<std::shared_ptr<const PinyinDictionary>> PinyinDictionary::Create(const Files& files) {
  auto dictionary = std::make_shared<PinyinDictionary>();
  std::string phrase;
  std::string syllables;
  const auto add_phrase = [&] {
    if (!phrase.empty()) dictionary->phrases_.Add(phrase, syllables);
    dictionary->longest_phrase_ = std::max(dictionary->longest_phrase_, CountCodePoints(phrase));
    syllables.clear();
  };
  // The syllables of a phrase arrive one by one.
  Status status = ReadJsonTable(
      files.phrases, [&](std::string_view key, std::string_view, std::string_view value) {
        if (key != phrase) {
          add_phrase();
          phrase = key;
        }
        if (!syllables.empty()) syllables += ' ';
        syllables += value;
      });
  if (!status) return Fail(status.error());
  add_phrase();
  dictionary->phrases_.Freeze();

  status = ReadJsonTable(
      files.characters, [&](std::string_view key, std::string_view, std::string_view value) {
        uint32_t code = 0;
        std::from_chars(key.data(), key.data() + key.size(), code);
        const std::string_view first = value.substr(0, value.find(','));
        if (auto syllable = ParsePinyin(first)) {
          dictionary->characters_.emplace(static_cast<char32_t>(code), *std::move(syllable));
        }
      });
  if (!status) return Fail(status.error());
  if (dictionary->characters_.empty() || dictionary->phrases_.size() == 0) {
    return Fail(Error::Corrupt("no readings in " + files.characters + " or " + files.phrases));
  }
  return dictionary;
}

std::vector<PinyinSyllable> PinyinDictionary::Phrase(std::u32string_view phrase) const {
  const auto listed = phrases_.Find(ToUtf8(phrase));
  if (!listed) return {};
  std::vector<PinyinSyllable> syllables = ParseSyllables(*listed);
  if (syllables.size() != phrase.size()) return {};
  return syllables;
}

std::vector<std::optional<PinyinSyllable>> PinyinDictionary::Read(std::u32string_view word) const {
  std::vector<std::optional<PinyinSyllable>> readings;
  for (size_t at = 0; at < word.size();) {
    size_t length = std::min(longest_phrase_, word.size() - at);
    std::vector<PinyinSyllable> phrase;
    for (; length >= 2; --length) {
      phrase = Phrase(word.substr(at, length));
      if (!phrase.empty()) break;
    }
    if (!phrase.empty()) {
      for (PinyinSyllable& syllable : phrase) readings.emplace_back(std::move(syllable));
      at += phrase.size();
      continue;
    }
    const auto found = characters_.find(word[at++]);
    readings.push_back(found == characters_.end() ? std::nullopt : std::optional(found->second));
  }
  return readings;
}

}  // namespace vivavoce::text
