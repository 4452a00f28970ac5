#include "text/aligned_text.h"

#include <algorithm>

namespace vivavoce::text {

AlignedText::AlignedText(std::string_view original) : text_(original) {
  begin_.resize(text_.size());
  end_.resize(text_.size());
  for (size_t i = 0; i < text_.size(); ++i) {
    begin_[i] = static_cast<uint32_t>(i);
    end_[i] = static_cast<uint32_t>(i + 1);
  }
}

void AlignedText::Copy(const AlignedText& from, size_t begin, size_t end) {
  text_.append(from.text_, begin, end - begin);
  begin_.insert(begin_.end(), from.begin_.begin() + static_cast<ptrdiff_t>(begin),
                from.begin_.begin() + static_cast<ptrdiff_t>(end));
  end_.insert(end_.end(), from.end_.begin() + static_cast<ptrdiff_t>(begin),
              from.end_.begin() + static_cast<ptrdiff_t>(end));
}

void AlignedText::Replace(std::string_view spoken, const AlignedText& from, size_t begin,
                          size_t end) {
  const TextSpan span = from.Original(begin, end);
  text_ += spoken;
  begin_.insert(begin_.end(), spoken.size(), static_cast<uint32_t>(span.begin));
  end_.insert(end_.end(), spoken.size(), static_cast<uint32_t>(span.end));
}

TextSpan AlignedText::Original(size_t begin, size_t end) const {
  if (text_.empty()) return {};
  begin = std::min(begin, text_.size());
  end = std::min(end, text_.size());
  if (begin >= end) {
    const size_t at = begin < text_.size() ? begin_[begin] : end_.back();
    return {at, at};
  }
  return {begin_[begin], end_[end - 1]};
}

}  // namespace vivavoce::text
