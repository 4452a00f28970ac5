// A text that was rewritten from another one and still knows which bytes of the original each of
// its bytes stands for, so that a spoken word can be shown on the text that was sent. Thread
// safety: one thread at a time; const calls from any.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vivavoce::text {

struct TextSpan {
  size_t begin = 0;  // bytes, [begin, end)
  size_t end = 0;

  friend bool operator==(const TextSpan&, const TextSpan&) = default;
};

class AlignedText {
 public:
  AlignedText() = default;

  // The identity: every byte stands for itself. Texts longer than 4 GiB are not supported.
  explicit AlignedText(std::string_view original);

  const std::string& text() const { return text_; }
  size_t size() const { return text_.size(); }

  // Appends bytes [begin, end) of `from` as they are.
  void Copy(const AlignedText& from, size_t begin, size_t end);

  // Appends `spoken`, all of which stands for bytes [begin, end) of `from`.
  void Replace(std::string_view spoken, const AlignedText& from, size_t begin, size_t end);

  // The bytes of the original that [begin, end) of this text stands for.
  TextSpan Original(size_t begin, size_t end) const;

 private:
  std::string text_;
  std::vector<uint32_t> begin_;  // for each byte, the span of the original it stands for
  std::vector<uint32_t> end_;
};

}  // namespace vivavoce::text
