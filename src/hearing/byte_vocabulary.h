// GPT-2's byte-level vocabularies: each token is a byte string, but files spell every byte as one
// printable Unicode character (a space is "Ġ").
// Source   Radford et al., Language Models are Unsupervised Multitask Learners (2019), released
// encoder. Threads  pure functions.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace vivavoce::hearing {

// The bytes of one spelled token; kCorrupt for a character that stands for no byte.
Result<std::string> DecodeByteToken(std::string_view spelled);

// The first `count` lines of the file as bytes. Special tokens in angle bars ("<|endoftext|>")
// become empty: they are never text. kNotFound, kCorrupt (too few lines, a bad character) name file
// and line.
Result<std::vector<std::string>> ReadByteVocabulary(const std::filesystem::path& path,
                                                    size_t count);

}  // namespace vivavoce::hearing
