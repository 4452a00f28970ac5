#include "speaking/prosody_context.h"

#include <algorithm>
#include <array>
#include <string>

#include "text/letter_case.h"
#include "text/tone.h"
#include "text/utf8.h"

namespace vivavoce::speaking {
namespace {

using text::Manner;
using text::SpeechCue;
using text::Tone;
using Kind = SpeechCue::Kind;

template <size_t N>
bool HasAny(std::string_view text, const std::array<std::string_view, N>& phrases) {
  return std::ranges::any_of(
      phrases, [&](std::string_view phrase) { return text.find(phrase) != text.npos; });
}

// "is it", "will you", ... : the answer is yes or no.
constexpr auto kYesNoOpeners = std::to_array<std::string_view>(
    {"is ",    "are ",   "am ",    "was ",   "were ",  "do ",    "does ",   "did ",   "can ",
     "could ", "will ",  "would ", "shall ", "should ", "have ", "has ",    "had ",   "may ",
     "must ",  "isn't ", "aren't ", "don't ", "doesn't ", "didn't ", "can't ", "won't "});
constexpr auto kAsking = std::to_array<std::string_view>(
    {"什么", "怎么", "为什么", "谁", "哪", "几点", "多少", "几个", "如何", "何时", "咋"});
// With the space before them.
constexpr auto kWeakLastWords = std::to_array<std::string_view>(
    {" it", " him", " her", " them", " me", " us", " you", " that", " this", " one", " there"});
constexpr auto kQuestionWords = std::to_array<std::string_view>(
    {"what", "why", "who", "where", "when", "how", "which", "whose", "whom"});

constexpr auto kStressedEnglish = std::to_array<std::string_view>(
    {"never", "really", "absolutely", "exactly", "totally", "definitely", "only", "must", "every",
     "so", "very", "extremely", "completely", "all"});
constexpr auto kStressedChinese = std::to_array<std::string_view>(
    {"真的", "特别", "非常", "从来", "绝对", "千万", "根本", "只有", "一定", "完全", "居然", "竟然",
     "最"});

constexpr auto kSarcastic = std::to_array<std::string_view>(
    {"oh great", "oh, great", "yeah right", "yeah, right", "how nice for you", "thanks a lot for",
     "just what i needed", "what a surprise", "big surprise", "good for you, i guess", "可真行",
     "真是谢谢你", "你可真", "呵呵", "了不起哦", "厉害死了", "真会说话", "我谢谢你"});
constexpr auto kComforting = std::to_array<std::string_view>(
    {"i'm so sorry", "i'm sorry to hear", "it's okay", "it's all right", "i'm here", "don't worry",
     "take your time", "poor thing", "there, there", "别怕", "没事的", "别难过", "我在呢", "我陪你",
     "别担心", "慢慢来", "辛苦了", "抱抱", "心疼"});
constexpr auto kJoyful = std::to_array<std::string_view>(
    {"amazing!", "awesome", "that's wonderful", "that's great", "congratulations", "hooray",
     "fantastic", "i'm so happy", "can't wait", "yay", "太好了", "太棒了", "恭喜", "真为你高兴",
     "好耶", "哇"});
constexpr auto kSorrowful = std::to_array<std::string_view>(
    {"i miss ", "passed away", "i was so sad", "heartbroken", "好想哭", "我好难过", "去世", "舍不得",
     "对不起"});

class Context {
 public:
  Context(std::string_view text, Language language, float share)
      : text_(text), lower_(text::Lower(text)), chinese_(language == Language::kChinese),
        share_(share) {
    end_ = text_.find_last_not_of(" \"')");
    end_ = end_ == text_.npos ? 0 : end_ + 1;
    for (const std::string_view closer : {"”", "’", "」"}) {
      if (text_.substr(0, end_).ends_with(closer)) end_ -= closer.size();
    }
  }

  std::vector<SpeechCue> Run() {
    if (EndsWith("?") || EndsWith("？")) Question();
    if (EndsWith("!") || EndsWith("！")) {
      Whole({.rate = 1.02f, .pitch_st = 0.7f, .range = 1.12f, .energy_db = 1.5f});
    }
    if (EndsWith("…") || EndsWith("...")) {
      Tail(chinese_ ? 4 : 3, {.pitch_drift_st = -1.2f, .energy_drift_db = -4, .rate_drift = 0.8f});
    }
    if (HasAny(lower_, kSarcastic)) Whole(Scaled(MannerOf(Tone::kSarcastic), 0.7f));
    if (HasAny(lower_, kComforting)) Whole(Scaled(MannerOf(Tone::kTender), 0.5f));
    if (HasAny(lower_, kJoyful)) Whole(Scaled(MannerOf(Tone::kExcited), 0.5f));
    if (HasAny(lower_, kSorrowful)) Whole(Scaled(MannerOf(Tone::kSad), 0.4f));
    WrittenLaughter();
    StressOne();
    Contrast();
    return std::move(cues_);
  }

 private:
  bool EndsWith(std::string_view mark) const { return text_.substr(0, end_).ends_with(mark); }

  void Whole(const Manner& manner) {
    cues_.push_back(
        {.kind = Kind::kManner, .begin = 0, .end = text_.size(), .manner = Scaled(manner, share_)});
  }

  // Behind the last letter or digit: "quit your job ?".
  size_t WordsEnd() const {
    size_t end = end_;
    const auto is_sign = [](char c) {
      return static_cast<unsigned char>(c) < 0x80 && !text::IsLetterOrDigit(c);
    };
    while (end > 0 && is_sign(text_[end - 1])) --end;
    return end;
  }

  // The last words (Chinese: characters) of the text.
  void Tail(int words, const Manner& manner) {
    size_t begin = chinese_ ? end_ : WordsEnd();
    int counted = 0;
    while (begin > 0 && counted < words) {
      --begin;
      const auto c = static_cast<unsigned char>(text_[begin]);
      if (chinese_ ? c >= 0xE4 && c <= 0xE9 : c == ' ') ++counted;
    }
    cues_.push_back({.kind = Kind::kManner,
                     .begin = begin,
                     .end = text_.size(),
                     .manner = Scaled(manner, share_)});
  }

  // What stands behind the last comma: 你今天怎么没来，是生病了吗？ asks whether.
  std::string_view LastPart() const {
    const std::string_view words = text_.substr(0, end_);
    const size_t comma = words.rfind("，");
    return comma == words.npos ? words : words.substr(comma);
  }

  void Question() {
    if (chinese_) return ChineseQuestion();
    const auto opens = [&](std::string_view word) {
      return lower_.starts_with(word) || lower_.find(", " + std::string(word)) != lower_.npos;
    };
    if (std::ranges::any_of(kQuestionWords, opens)) return AskForAThing();
    Whole({.pitch_st = 0.5f});
    // "You did?" rises even more: nothing else says that it is a question.
    const float rise_st = std::ranges::any_of(kYesNoOpeners, opens) ? 4.0f : 5.0f;
    // It begins on the last word that can carry it: "Can you AFFORD it?"
    const std::string_view words = std::string_view(lower_).substr(0, WordsEnd());
    const bool weak = std::ranges::any_of(
        kWeakLastWords, [&](std::string_view word) { return words.ends_with(word); });
    Tail(weak ? 2 : 1, {.pitch_drift_st = rise_st, .rise_to_st = rise_st + 2});
  }

  void ChineseQuestion() {
    const std::string_view last = LastPart();
    if (HasAny(last, kAsking) && !last.contains("吗")) return AskForAThing();
    Whole({.pitch_st = 0.5f});
    const bool particle = text_.contains("吗") || text_.contains("吧") || text_.contains("呢");
    Tail(2, {.pitch_drift_st = particle ? 3.5f : 5.0f, .rise_to_st = particle ? 0.5f : 2.5f});
  }

  void AskForAThing() { Whole({.pitch_st = 0.4f, .range = 1.08f}); }

  // "hahaha", "哈哈哈": falls and fades as a laugh does.
  void WrittenLaughter() {
    for (const std::string_view unit : {"哈", "嘿", "ha", "he"}) {
      const std::string twice = std::string(unit) + std::string(unit);
      size_t begin = lower_.find(twice);
      while (begin != lower_.npos && begin > 0 && unit.size() == 2 &&
             text::IsLetter(lower_[begin - 1])) {
        begin = lower_.find(twice, begin + 1);
      }
      if (begin == lower_.npos) continue;
      size_t end = begin;
      while (std::string_view(lower_).substr(end).starts_with(unit)) end += unit.size();
      if (unit.size() == 2 && end < lower_.size() && text::IsLetter(lower_[end])) continue;
      cues_.push_back({.kind = Kind::kManner,
                       .begin = begin,
                       .end = end,
                       .manner = Scaled(Manner{.rate = 1.2f,
                                         .pitch_st = 4,
                                         .energy_db = 2,
                                         .pitch_drift_st = -6,
                                         .energy_drift_db = -6},
                                        share_)});
    }
  }

  // The first word that carries weight by itself.
  void StressOne() {
    size_t best = text_.npos, size = 0;
    const auto consider = [&](std::string_view word, size_t at) {
      if (at >= best) return;
      best = at;
      size = word.size();
    };
    if (chinese_) {
      for (const std::string_view word : kStressedChinese) consider(word, text_.find(word));
    } else {
      for (const std::string_view word : kStressedEnglish) consider(word, FindWord(word, 0));
    }
    if (best == text_.npos) return;
    Emphasis(best, best + size, 0.35f);
  }

  // "not X but Y", "不是 X，而是 Y": Y.
  void Contrast() {
    if (chinese_) {
      const size_t denied = text_.find("不是");
      const size_t but = denied == text_.npos ? text_.npos : text_.find("而是", denied);
      if (but != text_.npos) Emphasis(but + 6, std::min(but + 12, text_.size()), 0.45f);
      return;
    }
    const size_t denied = FindWord("not", 0);
    const size_t but = denied == text_.npos ? text_.npos : FindWord("but", denied);
    if (but == text_.npos) return;
    size_t begin = but + 4;
    for (const std::string_view article : {"a ", "an ", "the ", "my ", "your "}) {
      if (std::string_view(lower_).substr(std::min(begin, lower_.size())).starts_with(article)) {
        begin += article.size();
      }
    }
    if (begin >= text_.size()) return;
    Emphasis(begin, std::min(text_.find_first_of(" ,.!?;", begin), text_.size()), 0.45f);
  }

  void Emphasis(size_t begin, size_t end, float strength) {
    cues_.push_back(
        {.kind = Kind::kEmphasis, .begin = begin, .end = end, .strength = strength * share_});
  }

  size_t FindWord(std::string_view word, size_t from) const {
    for (size_t at = lower_.find(word, from); at != lower_.npos; at = lower_.find(word, at + 1)) {
      const size_t end = at + word.size();
      const bool begins = at == 0 || !text::IsLetter(lower_[at - 1]);
      const bool ends = end >= lower_.size() || !text::IsLetter(lower_[end]);
      if (begins && ends) return at;
    }
    return lower_.npos;
  }

  const std::string_view text_;
  const std::string lower_;
  const bool chinese_;
  const float share_;
  size_t end_ = 0;
  std::vector<SpeechCue> cues_;
};

}  // namespace

std::vector<SpeechCue> ContextCues(std::string_view text, Language language, float expressiveness) {
  if (expressiveness <= 0) return {};
  return Context(text, language, expressiveness).Run();
}

}  // namespace vivavoce::speaking
