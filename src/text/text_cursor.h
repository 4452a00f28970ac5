// Helpers to read and rewrite a text from left to right; shared by the normalisers. ASCII tests
// only: full-width forms are folded before. Thread safety: one thread at a time.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "text/aligned_text.h"

namespace vivavoce::text {

constexpr bool IsAsciiDigit(char c) { return c >= '0' && c <= '9'; }
constexpr bool IsAsciiLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

class TextCursor {
 public:
  explicit TextCursor(const AlignedText& source) : source_(source), text_(source.text()) {}

  bool AtEnd() const { return at_ >= text_.size(); }
  size_t position() const { return at_; }
  std::string_view Rest() const { return std::string_view(text_).substr(at_); }

  // The byte `offset` from here, '\0' outside the text.
  char Peek(ptrdiff_t offset = 0) const {
    const ptrdiff_t i = static_cast<ptrdiff_t>(at_) + offset;
    return i < 0 || i >= static_cast<ptrdiff_t>(text_.size()) ? '\0'
                                                              : text_[static_cast<size_t>(i)];
  }

  char At(size_t offset) const { return Peek(static_cast<ptrdiff_t>(offset)); }

  // What is left after the next `size` bytes.
  std::string_view RestAfter(size_t size) const { return Rest().substr(Clamp(size)); }

  // Number of digits at `offset` from here.
  size_t DigitsAt(size_t offset) const {
    size_t count = 0;
    while (IsAsciiDigit(Peek(static_cast<ptrdiff_t>(offset + count)))) ++count;
    return count;
  }

  // The ASCII letters at `offset` from here.
  std::string_view LettersAt(size_t offset) const {
    const std::string_view rest = RestAfter(offset);
    size_t size = 0;
    while (size < rest.size() && IsAsciiLetter(rest[size])) ++size;
    return rest.substr(0, size);
  }

  // Copies `size` bytes, or says `spoken` instead of them.
  void Keep(size_t size) {
    size = Clamp(size);
    out_.Copy(source_, at_, at_ + size);
    at_ += size;
  }
  void Say(std::string_view spoken, size_t size) {
    size = Clamp(size);
    out_.Replace(spoken, source_, at_, at_ + size);
    at_ += size;
  }

  // What was written so far.
  const AlignedText& out() const { return out_; }
  AlignedText Take() { return std::move(out_); }

 private:
  size_t Clamp(size_t size) const { return size < text_.size() - at_ ? size : text_.size() - at_; }

  const AlignedText& source_;
  const std::string& text_;
  AlignedText out_;
  size_t at_ = 0;
};

}  // namespace vivavoce::text
