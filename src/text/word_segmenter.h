// Chinese text to words, by maximum probability over a dictionary, with a hidden Markov model for
// words that are not in it (cppjieba). Loads about 0.35 million words. Thread safety: const calls
// from any thread.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace vivavoce::text {

class WordSegmenter {
 public:
  struct Files {
    std::string dictionary;  // jieba.dict.utf8
    std::string hmm_model;   // hmm_model.utf8
  };

  // kNotFound for a file that cannot be read, kCorrupt for one that is no dictionary.
  static Result<std::shared_ptr<const WordSegmenter>> Create(const Files& files);
  ~WordSegmenter();

  // Words in order; their concatenation is `text`. Bytes that are not UTF-8 come out one by one.
  std::vector<std::string_view> Cut(std::string_view text) const;

  // Byte offsets of the ends of the words of Cut(), increasing.
  std::vector<size_t> WordEnds(std::string_view text) const;

 private:
  struct Impl;
  explicit WordSegmenter(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace vivavoce::text
