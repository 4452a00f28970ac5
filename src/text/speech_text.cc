#include "text/speech_text.h"

#include <algorithm>
#include <vector>

#include "text/script.h"
#include "text/stage_directions.h"
#include "text/utf8.h"

namespace vivavoce::text {
namespace {

constexpr size_t kLongestInner = 400;  // bytes between a pair of marks

bool IsMark(char32_t c) { return ScriptOf(c) == Script::kPunctuation; }

// Signs that are read or that steer the voice; other symbols and emoji are dropped.
bool IsSpokenSymbol(char32_t c) {
  return std::u32string_view(U"×÷℃℉°²³½¼€£¥￥−≈±").find(c) != std::u32string_view::npos;
}

class Cleaner {
 public:
  explicit Cleaner(std::string_view text) : text_(text) {}

  std::string Run() {
    while (at_ < text_.size()) Step();
    while (!out_.empty() && out_.back() == ' ') out_.pop_back();
    return std::move(out_);
  }

 private:
  bool StartsWith(std::string_view s) const { return text_.substr(at_).starts_with(s); }
  bool AtLineStart() const { return line_start_; }

  void Space() {
    if (!out_.empty() && out_.back() != ' ') out_ += ' ';
  }

  void Step() {
    if (AtLineStart() && SkipLinePrefix()) return;
    if (text_[at_] == '\n' || text_[at_] == '\r') return EndLine();
    if (SkipAddress() || SkipEmoticon() || SkipPair() || SkipDecoration()) return;
    const Utf8Char c = DecodeUtf8At(text_, at_);
    at_ += c.size;
    line_start_ = line_start_ && c.code == U' ';
    if (!c.valid) return;
    const Script script = ScriptOf(c.code);
    if (script == Script::kSpace) return Space();
    if (script == Script::kOther && !IsSpokenSymbol(c.code)) {
      return;
    }
    AppendUtf8(out_, c.code);
  }

  // A line that ends without a mark ends a sentence: list items, headings.
  void EndLine() {
    ++at_;
    line_start_ = true;
    while (!out_.empty() && out_.back() == ' ') out_.pop_back();
    if (out_.empty()) return;
    const std::u32string tail =
        ToUtf32(std::string_view(out_).substr(out_.size() >= 4 ? out_.size() - 4 : 0));
    if (!IsMark(tail.back())) {
      out_ += ScriptOf(tail.back()) == Script::kHan ? "。" : ".";
    }
    Space();
  }

  // "# ", "- ", "* ", "> ", "```lang", "---": at the beginning of a line.
  bool SkipLinePrefix() {
    if (StartsWith("```")) {
      at_ = std::min(text_.find('\n', at_), text_.size());
      return true;
    }
    size_t end = at_;
    while (end < text_.size() && (text_[end] == '#' || text_[end] == '>')) ++end;
    if (end == at_ && (StartsWith("- ") || StartsWith("* ") || StartsWith("+ "))) end = at_ + 1;
    if (end == at_ && StartsWith("• ")) end = at_ + 3;
    if (StartsWith("---") || StartsWith("***") || StartsWith("===")) {
      const char sign = text_[at_];
      while (end < text_.size() && text_[end] == sign) ++end;
      if (end < text_.size() && text_[end] != '\n') end = at_;
    }
    if (end == at_) return false;
    // "#1" is a number, "#hashtag" a word.
    at_ = end;
    return true;
  }

  bool SkipAddress() {
    if (!StartsWith("http://") && !StartsWith("https://") && !StartsWith("www.")) return false;
    while (at_ < text_.size()) {
      const unsigned char c = static_cast<unsigned char>(text_[at_]);
      if (c <= ' ' || c >= 0x80 || c == ')' || c == '>' || c == '"' || c == ']') break;
      ++at_;
    }
    // The sentence's own mark is not part of the address.
    const char last = text_[at_ - 1];
    if (last == '.' || last == ',' || last == '!' || last == '?') --at_;
    return true;
  }

  // :) ;-) :D xD ^_^ after white space, before white space or the end.
  bool SkipEmoticon() {
    if (at_ > 0 && text_[at_ - 1] != ' ' && text_[at_ - 1] != '\n') return false;
    for (const std::string_view face : {":)", ":-)", ";)", ";-)", ":D", ":-D", ":(", ":-(", ":P",
                                        ":p", "xD", "XD", "<3", "^_^", "^^", "T_T", ":3", ":o"}) {
      if (!StartsWith(face)) continue;
      const size_t end = at_ + face.size();
      if (end < text_.size() && text_[end] != ' ' && text_[end] != '\n') continue;
      at_ = end;
      return true;
    }
    return false;
  }

  // The text up to `closer`, on the same line; nullopt-like npos when there is none.
  size_t Closer(size_t from, std::string_view closer) const {
    const std::string_view window = text_.substr(from, kLongestInner);
    const size_t found = std::min(window.find(closer), window.find('\n'));
    if (found == window.npos || window[found] == '\n') return text_.npos;
    return from + found;
  }

  void AppendClean(std::string_view inner) {
    const std::string clean = CleanForSpeech(inner);
    out_ += clean;
  }

  bool SkipPair() {
    // [text](address), ![picture](address)
    const size_t bracket = StartsWith("![") ? at_ + 1 : at_;
    if (text_[bracket] == '[') {
      const size_t close = Closer(bracket + 1, "]");
      if (close != text_.npos && close + 1 < text_.size() && text_[close + 1] == '(') {
        const size_t end = Closer(close + 2, ")");
        if (end != text_.npos) {
          line_start_ = false;
          AppendClean(text_.substr(bracket + 1, close - bracket - 1));
          at_ = end + 1;
          return true;
        }
      }
      if (close != text_.npos && IsStageDirection(text_.substr(bracket + 1, close - bracket - 1))) {
        at_ = close + 1;
        return true;
      }
    }
    struct Pair {
      std::string_view opener, closer;
    };
    for (const Pair& pair : {Pair{"(", ")"}, Pair{"（", "）"}, Pair{"【", "】"}}) {
      if (!StartsWith(pair.opener)) continue;
      const size_t inner = at_ + pair.opener.size();
      const size_t close = Closer(inner, pair.closer);
      if (close == text_.npos) return false;
      const std::string_view content = text_.substr(inner, close - inner);
      if (HasSpeech(content) && !IsStageDirection(content)) return false;
      at_ = close + pair.closer.size();
      return true;
    }
    if (text_[at_] == '*' && !StartsWith("**")) {
      const size_t close = Closer(at_ + 1, "*");
      if (close != text_.npos && IsAsteriskAction(text_.substr(at_ + 1, close - at_ - 1))) {
        at_ = close + 1;
        return true;
      }
    }
    return false;
  }

  // Marks of emphasis and code; "3*4" keeps its star, snake_case its underscore.
  bool SkipDecoration() {
    const char c = text_[at_];
    const bool digit_before = at_ > 0 && text_[at_ - 1] >= '0' && text_[at_ - 1] <= '9';
    const bool star = c == '*' && !(digit_before && !StartsWith("**"));
    const bool strike = StartsWith("~~");
    const bool letter_after =
        at_ + 1 < text_.size() && at_ > 0 && text_[at_ - 1] > ' ' && text_[at_ + 1] > ' ';
    const bool underscore = c == '_' && !letter_after;
    if (!star && !strike && c != '`' && !underscore && c != '|' && c != '\\') return false;
    at_ += strike ? 2 : 1;
    if (c == '|') Space();
    return true;
  }

  std::string_view text_;
  size_t at_ = 0;
  bool line_start_ = true;
  std::string out_;
};

}  // namespace

std::string CleanForSpeech(std::string_view reply) { return Cleaner(reply).Run(); }

bool HasSpeech(std::string_view text) {
  const std::vector<ScriptRun> runs = ScriptRuns(text);
  return std::any_of(runs.begin(), runs.end(), [](const ScriptRun& run) {
    return run.script == Script::kHan || run.script == Script::kLatin ||
           run.script == Script::kDigit;
  });
}

}  // namespace vivavoce::text
