// Kokoro's phoneme alphabet: one token id for each symbol (vocab.json of the model).
// Thread safety: immutable.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/error.h"

namespace vivavoce::speaking {

// Tokens of a stretch of phonemes, with the pad at both ends.
struct TokenizedPhonemes {
  std::vector<int64_t> tokens;
  // For each phoneme and for the end: the token it starts at. Symbols that the model does not know
  // are left out, so their token is the next one's.
  std::vector<size_t> token_of;
};

class KokoroVocabulary {
 public:
  static constexpr int64_t kPad = 0;
  static constexpr int64_t kTokens = 178;  // rows of the model's embedding

  // Reads {"vocab": {"a": 43, ...}}. kNotFound, kCorrupt.
  static Result<KokoroVocabulary> Load(const std::filesystem::path& file);

  TokenizedPhonemes Tokenize(std::u32string_view phonemes) const;
  bool Knows(char32_t phoneme) const { return ids_.contains(phoneme); }

 private:
  std::unordered_map<char32_t, int64_t> ids_;
};

}  // namespace vivavoce::speaking
