#include "text/word_segmenter.h"

#include <algorithm>
#include <array>
#include <cppjieba/DictTrie.hpp>
#include <cppjieba/HMMModel.hpp>
#include <cppjieba/MixSegment.hpp>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <utility>

#include "text/script.h"
#include "text/utf8.h"

namespace vivavoce::text {
namespace {

// A sentence without a single mark is cut after this much, to bound the library's memory.
constexpr size_t kLongestRunBytes = 3000;

// cppjieba ends the process when a file is not as it expects, so the files are checked before.
Status CheckDictionary(const std::string& path) {
  std::ifstream file(path);
  if (!file) return Fail(Error::NotFound("cannot read the word dictionary " + path));
  std::string line;
  size_t lines = 0;
  while (std::getline(file, line)) {
    ++lines;
    const size_t first = line.find(' ');
    const size_t second = first == std::string::npos ? first : line.find(' ', first + 1);
    const bool three_columns = second != std::string::npos && first > 0 &&
                               line.find(' ', second + 1) == std::string::npos &&
                               second + 1 < line.size();
    if (!three_columns || std::atof(line.c_str() + first) <= 0 || !IsValidUtf8(line)) {
      return Fail(Error::Corrupt("line " + std::to_string(lines) + " of " + path +
                                 " is not 'word count tag'"));
    }
  }
  if (lines == 0) return Fail(Error::Corrupt(path + " is empty"));
  return {};
}

Status CheckHmmModel(const std::string& path) {
  std::ifstream file(path);
  if (!file) return Fail(Error::NotFound("cannot read the word model " + path));
  const Error corrupt = Error::Corrupt(path + " is no hidden Markov model of cppjieba");
  constexpr size_t kNumericLines = 5;  // start and transition probabilities of four states
  constexpr size_t kLines = kNumericLines + 4;
  std::string line;
  size_t lines = 0;
  while (lines < kLines && std::getline(file, line)) {
    if (line.empty() || line[0] == '#') continue;
    if (lines < kNumericLines) {
      if (std::count(line.begin(), line.end(), ' ') != 3) return Fail(corrupt);
    } else {
      const auto colons = std::count(line.begin(), line.end(), ':');
      const auto commas = std::count(line.begin(), line.end(), ',');
      if (colons == 0 || colons != commas + 1 || !IsValidUtf8(line)) return Fail(corrupt);
    }
    ++lines;
  }
  if (lines < kLines) return Fail(corrupt);
  return {};
}

}  // namespace

struct WordSegmenter::Impl {
  explicit Impl(const Files& files)
      : dictionary(files.dictionary), model(files.hmm_model), segment(&dictionary, &model) {}

  cppjieba::DictTrie dictionary;
  cppjieba::HMMModel model;
  cppjieba::MixSegment segment;
};

Result<std::shared_ptr<const WordSegmenter>> WordSegmenter::Create(const Files& files) {
  if (Status checked = CheckDictionary(files.dictionary); !checked) return Fail(checked.error());
  if (Status checked = CheckHmmModel(files.hmm_model); !checked) return Fail(checked.error());
  try {
    return std::shared_ptr<const WordSegmenter>(new WordSegmenter(std::make_unique<Impl>(files)));
  } catch (const std::exception& e) {
    return Fail(Error::Internal(std::string("word segmentation: ") + e.what()));
  }
}

WordSegmenter::WordSegmenter(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
WordSegmenter::~WordSegmenter() = default;

std::vector<std::string_view> WordSegmenter::Cut(std::string_view text) const {
  std::vector<std::string_view> words;
  for (const ScriptRun& run : ScriptRuns(text)) {
    std::string_view rest = text.substr(run.begin, run.end - run.begin);
    if (run.script == Script::kOther) {
      // Invalid bytes would be dropped by the library.
      while (!rest.empty()) {
        const size_t size = DecodeUtf8At(rest, 0).size;
        words.push_back(rest.substr(0, size));
        rest.remove_prefix(size);
      }
    } else if (run.script != Script::kHan) {
      words.push_back(rest);
    }
    while (!rest.empty()) {
      size_t size = std::min(rest.size(), kLongestRunBytes);
      while (size < rest.size() && (static_cast<unsigned char>(rest[size]) & 0xC0) == 0x80) --size;
      std::vector<cppjieba::Word> cut;
      if (run.script == Script::kHan) impl_->segment.Cut(std::string(rest.substr(0, size)), cut);
      for (const cppjieba::Word& word : cut) {
        words.push_back(rest.substr(word.offset, word.word.size()));
      }
      rest.remove_prefix(size);
    }
  }
  return words;
}

std::vector<size_t> WordSegmenter::WordEnds(std::string_view text) const {
  std::vector<size_t> ends;
  for (const std::string_view word : Cut(text)) {
    ends.push_back(static_cast<size_t>(word.data() - text.data()) + word.size());
  }
  return ends;
}

}  // namespace vivavoce::text
