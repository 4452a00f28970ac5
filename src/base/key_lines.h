// Text of lines "key value", with "#" for comments: the small files that training writes and the program
// reads. Threads: plain values.
#pragma once

#include <algorithm>
#include <charconv>
#include <string_view>
#include <system_error>

namespace vivavoce {

// The first word of `line`, which is taken from it with the space behind.
inline std::string_view NextWord(std::string_view& line) {
  const size_t end = std::min(line.find(' '), line.size());
  const std::string_view word = line.substr(0, end);
  line.remove_prefix(std::min(end + 1, line.size()));
  return word;
}

// false: `word` is not a number and nothing else.
template <typename Number>
bool ReadNumber(std::string_view word, Number& number) {
  const auto [end, code] = std::from_chars(word.data(), word.data() + word.size(), number);
  return code == std::errc() && end == word.data() + word.size();
}

class KeyLines {
 public:
  explicit KeyLines(std::string_view text) : text_(text) {}  // must outlive what it gives

  // The next line that says something; false: there is none.
  bool Next() {
    while (!text_.empty()) {
      value_ = text_.substr(0, std::min(text_.find('\n'), text_.size()));
      text_.remove_prefix(std::min(value_.size() + 1, text_.size()));
      ++number_;
      if (value_.empty() || value_.starts_with('#')) continue;
      key_ = NextWord(value_);
      return true;
    }
    return false;
  }
  std::string_view key() const { return key_; }
  std::string_view value() const { return value_; }
  int number() const { return number_; }  // of the line, from 1

 private:
  std::string_view text_;
  std::string_view key_;
  std::string_view value_;
  int number_ = 0;
};

}  // namespace vivavoce
