#include "text/written_marks.h"

#include <algorithm>

namespace vivavoce::text {
namespace {

constexpr size_t kLongestInner = 400;  // bytes between a pair of marks

bool StartsWith(std::string_view text, size_t at, std::string_view s) {
  return text.substr(at).starts_with(s);
}

}  // namespace

size_t SkipLinePrefix(std::string_view text, size_t at) {
  if (StartsWith(text, at, "```")) return std::min(text.find('\n', at), text.size());
  size_t end = at;
  while (end < text.size() && (text[end] == '#' || text[end] == '>')) ++end;
  if (end == at && (StartsWith(text, at, "- ") || StartsWith(text, at, "* ") ||
                    StartsWith(text, at, "+ "))) {
    end = at + 1;
  }
  if (end == at && StartsWith(text, at, "• ")) end = at + 3;
  if (StartsWith(text, at, "---") || StartsWith(text, at, "***") || StartsWith(text, at, "===")) {
    const char sign = text[at];
    while (end < text.size() && text[end] == sign) ++end;
    if (end < text.size() && text[end] != '\n') end = at;
  }
  return end;
}

size_t SkipAddress(std::string_view text, size_t at) {
  if (!StartsWith(text, at, "http://") && !StartsWith(text, at, "https://") &&
      !StartsWith(text, at, "www.")) {
    return at;
  }
  size_t end = at;
  while (end < text.size()) {
    const unsigned char c = static_cast<unsigned char>(text[end]);
    if (c <= ' ' || c >= 0x80 || c == ')' || c == '>' || c == '<' || c == '"' || c == ']') break;
    ++end;
  }
  const char last = text[end - 1];
  if (last == '.' || last == ',' || last == '!' || last == '?') --end;
  return end;
}

size_t SkipEmoticon(std::string_view text, size_t at) {
  if (at > 0 && text[at - 1] != ' ' && text[at - 1] != '\n') return at;
  for (const std::string_view face : {":)", ":-)", ";)", ";-)", ":D", ":-D", ":(", ":-(", ":P",
                                      ":p", "xD", "XD", "<3", "^_^", "^^", "T_T", ":3", ":o"}) {
    if (!StartsWith(text, at, face)) continue;
    const size_t end = at + face.size();
    if (end < text.size() && text[end] != ' ' && text[end] != '\n') continue;
    return end;
  }
  return at;
}

size_t SkipDecoration(std::string_view text, size_t at) {
  const char c = text[at];
  const bool digit_before = at > 0 && text[at - 1] >= '0' && text[at - 1] <= '9';
  const bool star = c == '*' && !(digit_before && !StartsWith(text, at, "**"));
  const bool strike = StartsWith(text, at, "~~");
  const bool letter_after =
      at + 1 < text.size() && at > 0 && text[at - 1] > ' ' && text[at + 1] > ' ';
  const bool underscore = c == '_' && !letter_after;
  if (!star && !strike && c != '`' && !underscore && c != '|' && c != '\\') return at;
  return at + (strike ? 2 : 1);
}

size_t FindCloser(std::string_view text, size_t from, std::string_view closer) {
  if (from >= text.size()) return text.npos;
  const std::string_view window = text.substr(from, kLongestInner);
  const size_t found = std::min(window.find(closer), window.find('\n'));
  if (found == window.npos || window[found] == '\n') return text.npos;
  return from + found;
}

}  // namespace vivavoce::text
