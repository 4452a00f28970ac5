#include "speaking/kokoro_vocabulary.h"

#include <fstream>
#include <nlohmann/json.hpp>

#include "text/utf8.h"

namespace vivavoce::speaking {

Result<KokoroVocabulary> KokoroVocabulary::Load(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in) return Fail(Error::NotFound("file not found: " + file.string()));
  const auto corrupt = [&] {
    return Fail(Error::Corrupt(file.string() + " is not a phoneme vocabulary"));
  };
  const auto json = nlohmann::json::parse(in, nullptr, false);
  if (!json.is_object() || !json.contains("vocab") || !json["vocab"].is_object()) return corrupt();
  KokoroVocabulary vocabulary;
  for (const auto& [symbol, id] : json["vocab"].items()) {
    const std::u32string characters = text::ToUtf32(symbol);
    if (characters.size() != 1 || !id.is_number_integer()) return corrupt();
    const auto token = id.get<int64_t>();
    if (token <= kPad || token >= kTokens) return corrupt();
    vocabulary.ids_.emplace(characters.front(), token);
  }
  if (vocabulary.ids_.empty()) return corrupt();
  return vocabulary;
}

TokenizedPhonemes KokoroVocabulary::Tokenize(std::u32string_view phonemes) const {
  TokenizedPhonemes result;
  result.tokens.push_back(kPad);
  for (const char32_t phoneme : phonemes) {
    result.token_of.push_back(result.tokens.size());
    const auto found = ids_.find(phoneme);
    if (found != ids_.end()) result.tokens.push_back(found->second);
  }
  result.token_of.push_back(result.tokens.size());
  result.tokens.push_back(kPad);
  return result;
}

}  // namespace vivavoce::speaking
