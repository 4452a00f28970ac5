#include "dialogue/reply_stream.h"

#include <algorithm>
#include <string_view>

#include "text/utf8.h"

namespace vivavoce::dialogue {
namespace {

constexpr int64_t kHeardTenths = 6;  // a word is heard when 60 % of it was

bool IsContinuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

// The last place at or before `position` where a word (or a Chinese character) ends.
size_t WordBoundary(std::string_view text, size_t begin, size_t position) {
  for (size_t i = std::min(position, text.size()); i > begin; --i) {
    if (i == text.size() || text[i] == ' ') return i;
    if (!IsContinuation(text[i]) && static_cast<unsigned char>(text[i - 1]) >= 0x80) return i;
  }
  return begin;
}

}  // namespace

void SpokenText::Append(const ReplyClauseReady& clause) {
  if (clause.is_opener && clauses.empty()) opener_bytes = clause.text.size();
  text += clause.text;
  clauses.push_back({text.size(), num_samples() + std::max<int64_t>(clause.num_samples, 0),
                     clause.acting});
  for (ReplyWord word : clause.words) {
    word.start_sample += rest_samples;
    word.end_sample += rest_samples;
    words.push_back(word);
  }
}

void SpokenText::Rest(int64_t samples) {
  rest_samples += samples;
  clauses.back().sample_end += samples;
}

size_t SpokenText::HeardBytes(int64_t samples) const {
  if (samples >= num_samples()) return text.size();
  size_t bytes = 0;
  if (!words.empty()) {
    for (const ReplyWord& word : words) {
      if ((samples - word.start_sample) * 10 < (word.end_sample - word.start_sample) * kHeardTenths)
        break;
      if (samples <= word.start_sample) break;
      bytes = std::min(word.text_end, text.size());
    }
    return bytes;
  }
  int64_t begin = 0;
  for (const SpokenClause& clause : clauses) {
    if (samples < clause.sample_end) {
      const auto length = static_cast<int64_t>(clause.text_end - bytes);
      const int64_t span = std::max<int64_t>(clause.sample_end - begin, 1);
      const auto part = static_cast<size_t>(std::max<int64_t>(samples - begin, 0) * length / span);
      return WordBoundary(text, bytes, bytes + part);
    }
    bytes = clause.text_end;
    begin = clause.sample_end;
  }
  return bytes;
}

std::string SpokenText::Between(int64_t from, int64_t to) const {
  const size_t begin = from <= 0 ? 0 : HeardBytes(from);
  const size_t end = HeardBytes(to);
  return end > begin ? text.substr(begin, end - begin) : std::string();
}

bool SpokenText::AsksAt(int64_t sample) const {
  size_t begin = 0;
  for (const SpokenClause& clause : clauses) {
    if (sample < clause.sample_end || &clause == &clauses.back()) {
      std::string_view said = std::string_view(text).substr(begin, clause.text_end - begin);
      while (said.ends_with(' ')) said.remove_suffix(1);
      return said.ends_with('?') || said.ends_with("？");
    }
    begin = clause.text_end;
  }
  return false;
}

}  // namespace vivavoce::dialogue
