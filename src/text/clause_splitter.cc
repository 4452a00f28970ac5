#include "text/clause_splitter.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "text/clause_scanner.h"
#include "text/script.h"
#include "text/utf8.h"
#include "text/word_segmenter.h"

namespace vivavoce::text {
namespace {

constexpr size_t kLongestClauseBytes = 1200;  // of symbols that take no time to say

Status CheckRange(int value, int low, int high, std::string_view field) {
  if (value >= low && value <= high) return {};
  return Fail(Error::InvalidArgument(fmt::format("must be from {} to {}, not {}", low, high, value),
                                     std::string(field)));
}

// English words that open a new phrase: a cut before them sounds like a breath.
bool OpensPhrase(std::string_view text, size_t at) {
  static constexpr std::array<std::string_view, 18> kWords = {
      "and ", "but ", "or ",    "because ", "so ",   "which ", "that ",  "when ", "while ",
      "if ",  "who ", "where ", "then ",    "with ", "for ",   "until ", "to ",   "as "};
  return std::any_of(kWords.begin(), kWords.end(),
                     [&](std::string_view w) { return text.substr(at).starts_with(w); });
}

bool EndsPhraseZh(char32_t c) {
  static constexpr std::u32string_view kParticles = U"的了着过地得呢吧吗啊呀们里上下时候";
  return kParticles.find(c) != std::u32string_view::npos;
}

}  // namespace

Status ClauseSplitterConfig::Validate() const {
  const std::array<std::pair<std::string_view, Status>, 7> checks = {{
      {"", CheckRange(first_min_words, 1, 20, "clauses.first_min_words")},
      {"", CheckRange(first_min_ms, 0, first_max_ms, "clauses.first_min_ms")},
      {"", CheckRange(first_max_ms, 500, 10000, "clauses.first_max_ms")},
      {"", CheckRange(max_ms, 1000, 20000, "clauses.max_ms")},
      {"", CheckRange(second_min_ms, 0, max_ms, "clauses.second_min_ms")},
      {"", CheckRange(later_min_ms, 0, max_ms, "clauses.later_min_ms")},
      {"", CheckRange(sentence_min_ms, 0, max_ms, "clauses.sentence_min_ms")},
  }};
  for (const auto& [name, status] : checks) {
    if (!status) return status;
  }
  return {};
}

ClauseSplitter::ClauseSplitter(ClauseSplitterConfig config,
                               std::shared_ptr<const WordSegmenter> segmenter)
    : config_(config), segmenter_(std::move(segmenter)) {}

std::vector<std::string> ClauseSplitter::Push(std::string_view piece) {
  pending_ += piece;
  return TakeClauses(/*final=*/false);
}

std::vector<std::string> ClauseSplitter::Flush() {
  std::vector<std::string> clauses = TakeClauses(/*final=*/true);
  if (!pending_.empty()) clauses.push_back(std::move(pending_));
  Reset();
  return clauses;
}

void ClauseSplitter::Reset() {
  pending_.clear();
  clauses_ = 0;
}

std::vector<std::string> ClauseSplitter::TakeClauses(bool final) {
  std::vector<std::string> clauses;
  size_t taken = 0;
  while (taken < pending_.size()) {
    const std::string_view rest = std::string_view(pending_).substr(taken);
    const std::optional<size_t> cut = FindCut(rest, final);
    if (!cut) break;
    clauses.emplace_back(rest.substr(0, *cut));
    taken += *cut;
    ++clauses_;
  }
  pending_.erase(0, taken);
  return clauses;
}

std::optional<size_t> ClauseSplitter::FindCut(std::string_view text, bool final) const {
  const bool first = clauses_ == 0;
  const int limit_ms = first ? config_.first_max_ms : config_.max_ms;
  const int phrase_min_ms = clauses_ == 1 ? config_.second_min_ms : config_.later_min_ms;
  int words = 0;
  int ideographs = 0;
  int speech_ms = 0;
  size_t last_mark = 0;
  for (size_t at = 0; at < text.size();) {
    const ClauseItem item = ReadClauseItem(text, at, final);
    if (item.undecided) return std::nullopt;
    if (speech_ms + item.speech_ms > limit_ms && words + ideographs > 0) {
      if (last_mark > 0) return last_mark;
      const size_t cut = CutWithoutMark(text, at);
      if (cut > 0) return cut;
    }
    words += item.words;
    ideographs += item.ideographs;
    speech_ms += item.speech_ms;
    at = item.end;
    const bool spoken = words + ideographs > 0;
    if (at > kLongestClauseBytes) return at;
    const bool ends_something =
        item.mark == ClauseMark::kPhrase || item.mark == ClauseMark::kSentence;
    if (!ends_something || !spoken) continue;
    // 2 words or 3 ideographs: an ideograph is a syllable, an English word one and a half.
    const bool enough =
        first ? 3 * words + 2 * ideographs >= 3 * config_.first_min_words &&
                    speech_ms >= config_.first_min_ms
              : speech_ms >=
                    (item.mark == ClauseMark::kSentence ? config_.sentence_min_ms : phrase_min_ms);
    if (enough) return at;
    last_mark = at;
  }
  return std::nullopt;
}

// The best place before `limit` to cut a phrase without punctuation; 0 for none.
size_t ClauseSplitter::CutWithoutMark(std::string_view text, size_t limit) const {
  size_t phrase = 0;
  size_t word = 0;
  int words = 0;
  std::vector<size_t> ends;
  if (segmenter_) ends = segmenter_->WordEnds(text.substr(0, std::min(limit + 24, text.size())));
  for (size_t at = 0; at < limit;) {
    const ClauseItem item = ReadClauseItem(text, at, /*final=*/true);
    const size_t begin = at;
    at = std::max(item.end, at + 1);
    if (at > limit) break;
    words += item.words + item.ideographs;
    if (item.mark == ClauseMark::kNone || words == 0) continue;
    if (item.ideographs == 0) {
      word = at;
      if (words >= 2 * config_.first_min_words && OpensPhrase(text, at)) phrase = at;
      continue;
    }
    const bool next_is_han =
        at < text.size() && ScriptOf(DecodeUtf8At(text, at).code) == Script::kHan;
    if (!next_is_han) continue;
    if (segmenter_ && !std::binary_search(ends.begin(), ends.end(), at)) continue;
    word = at;
    if (words >= 4 && EndsPhraseZh(DecodeUtf8At(text, begin).code)) phrase = at;
  }
  return phrase > 0 ? phrase : word;
}

}  // namespace vivavoce::text
