#include "text/speech_markup.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "text/clause_scanner.h"
#include "text/direction.h"
#include "text/script.h"
#include "text/speech_text.h"
#include "text/ssml_tag.h"
#include "text/stage_directions.h"
#include "text/utf8.h"
#include "text/written_marks.h"

namespace vivavoce::text {
namespace {

constexpr size_t kMostOpen = 32;  // elements within each other; more are ignored
// Emphasis on many words is a raised tone rather than a stress on each.
constexpr size_t kLongEmphasisBytes = 40;

bool IsMark(char32_t c) { return ScriptOf(c) == Script::kPunctuation; }

// Signs that are read or that steer the voice; other symbols and emoji are dropped.
bool IsSpokenSymbol(char32_t c) {
  return std::u32string_view(U"×÷℃℉°²³½¼€£¥￥−≈±").find(c) != std::u32string_view::npos;
}

struct MarkPair {
  std::string_view opener, closer;
};
constexpr MarkPair kBrackets[] = {{"(", ")"}, {"（", "）"}, {"[", "]"}, {"【", "】"}};

struct Entity {
  std::string_view name;
  char sign;
};
constexpr Entity kEntities[] = {
    {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}};

bool IsEmphasis(std::string_view name) {
  return name == "emphasis" || name == "em" || name == "strong" || name == "b" || name == "i";
}

}  // namespace

// One clause on its way through the reader.
class MarkupWalk {
 public:
  MarkupWalk(MarkupReader& reader, std::string_view text) : reader_(reader), text_(text) {}

  MarkedText Run() {
    while (at_ < text_.size()) {
      const size_t before = at_;
      hidden_ = false;
      Step();
      if (!hidden_) Show(before);
    }
    while (!out_.empty() && out_.back() == ' ') out_.pop_back();
    CloseClause();
    MarkedText marked;
    marked.text = std::move(out_);
    marked.shown = std::move(shown_);
    marked.directions = std::move(directions_);
    marked.ignored = std::move(ignored_);
    for (SpeechCue& cue : cues_) {
      cue.begin = std::min(cue.begin, marked.text.size());
      cue.end = std::clamp(cue.end, cue.begin, marked.text.size());
    }
    std::erase_if(cues_, [](const SpeechCue& cue) {
      const bool span = cue.kind != SpeechCue::Kind::kPause && cue.kind != SpeechCue::Kind::kEvent;
      return span && cue.begin == cue.end;
    });
    std::ranges::stable_sort(cues_, {}, &SpeechCue::begin);
    marked.cues = std::move(cues_);
    return marked;
  }

 private:
  using Kind = SpeechCue::Kind;

  bool StartsWith(std::string_view s) const { return text_.substr(at_).starts_with(s); }

  void Space() {
    if (!out_.empty() && out_.back() != ' ') out_ += ' ';
  }

  // What was written stays in the transcript; of a direction not even its space.
  void Show(size_t before) {
    std::string_view raw = text_.substr(before, at_ - before);
    if (std::exchange(swallow_space_, false) && raw == " ") return;
    shown_ += raw;
  }

  void Hide() {
    hidden_ = true;
    const bool at_gap = shown_.empty() || shown_.back() == ' ' || shown_.back() == '\n';
    const bool mark_next =
        at_ < text_.size() &&
        std::u32string_view(U".,!?;:。，！？；：、…").contains(DecodeUtf8At(text_, at_).code);
    if (mark_next) {
      while (!shown_.empty() && shown_.back() == ' ') shown_.pop_back();
      while (!out_.empty() && out_.back() == ' ') out_.pop_back();
    }
    swallow_space_ = at_gap;
  }

  void Step() {
    if (CloseEmphasis()) return;
    if (line_start_) {
      if (const size_t end = SkipLinePrefix(text_, at_); end != at_) {
        at_ = end;  // "#1" is a number, "#hashtag" a word
        return;
      }
    }
    if (text_[at_] == '\n' || text_[at_] == '\r') return EndLine();
    for (const auto skip : {SkipAddress, SkipEmoticon}) {
      const size_t end = skip(text_, at_);
      if (end == at_) continue;
      at_ = end;
      return;
    }
    if (TakeTag() || TakeEntity() || TakeLink() || TakeBracket() || TakeAsterisks()) return;
    if (const size_t end = SkipDecoration(text_, at_); end != at_) {
      if (text_[at_] == '|') Space();
      at_ = end;
      return;
    }
    TakeCharacter();
  }

  void TakeCharacter() {
    const Utf8Char c = DecodeUtf8At(text_, at_);
    const bool ends_sentence = EndsSentence(c.code);
    at_ += c.size;
    line_start_ = line_start_ && c.code == U' ';
    if (!c.valid) return;
    const Script script = ScriptOf(c.code);
    if (script == Script::kSpace) return Space();
    if (script == Script::kOther && !IsSpokenSymbol(c.code)) return;
    AppendUtf8(out_, c.code);
    if (ends_sentence) EndSentence();
  }

  bool EndsSentence(char32_t c) const {
    if (c == U'.') {
      return ReadClauseItem(text_, at_, /*final=*/true).mark == ClauseMark::kSentence;
    }
    return std::u32string_view(U"。！？!?｡").contains(c);
  }

  void EndSentence() {
    if (reader_.held_ != Manner{}) {
      Emit({.kind = Kind::kManner, .begin = reader_.held_begin_, .end = out_.size(),
            .manner = reader_.held_});
    }
    reader_.held_ = {};
    sentence_begin_ = out_.size();
  }

  // A line that ends without a mark ends a sentence: list items, headings.
  void EndLine() {
    ++at_;
    line_start_ = true;
    while (!out_.empty() && out_.back() == ' ') out_.pop_back();
    EndSentence();
    if (out_.empty()) return;
    const std::u32string tail =
        ToUtf32(std::string_view(out_).substr(out_.size() >= 4 ? out_.size() - 4 : 0));
    if (!IsMark(tail.back())) out_ += ScriptOf(tail.back()) == Script::kHan ? "。" : ".";
    Space();
  }

  void Emit(SpeechCue cue) { cues_.push_back(std::move(cue)); }

  // What holds on is cut at the end of the clause and goes on at the beginning of the next.
  void CloseClause() {
    if (reader_.held_ != Manner{}) {
      Emit({.kind = Kind::kManner, .begin = reader_.held_begin_, .end = out_.size(),
            .manner = reader_.held_});
    }
    reader_.held_begin_ = 0;
    std::erase_if(reader_.open_, [&](MarkupReader::Element& element) {
      EmitElement(element);
      element.begin = 0;
      return element.close_size > 0;  // asterisks never reach over clauses
    });
  }

  void EmitElement(const MarkupReader::Element& element) {
    if (element.manner != Manner{}) {
      Emit({.kind = Kind::kManner, .begin = element.begin, .end = out_.size(),
            .manner = element.manner});
    }
    if (element.emphasis != 0) {
      const bool longer = out_.size() - std::min(element.begin, out_.size()) > kLongEmphasisBytes;
      Emit({.kind = Kind::kEmphasis, .begin = element.begin, .end = out_.size(),
            .strength = element.emphasis * (longer ? 0.5f : 1)});
    }
  }

  void Open(MarkupReader::Element element) {
    if (reader_.open_.size() < kMostOpen) reader_.open_.push_back(std::move(element));
  }

  void Close(std::string_view name) {
    const auto found = std::find_if(reader_.open_.rbegin(), reader_.open_.rend(),
                                    [&](const auto& element) { return element.name == name; });
    if (found == reader_.open_.rend()) return;
    EmitElement(*found);
    reader_.open_.erase(std::next(found).base());
  }

  // What lies between a tag and its end in this clause; moves behind it. nullopt: it has no end.
  std::optional<std::string_view> Inner(const SsmlTag& tag) {
    const std::string closer = "</" + tag.name + ">";
    const size_t inner = at_ + tag.size;
    const size_t close = text_.find(closer, inner);
    if (close == text_.npos) return std::nullopt;
    at_ = close + closer.size();
    return text_.substr(inner, close - inner);
  }

  bool TakeTag() {
    if (text_[at_] != '<') return false;
    const auto tag = ReadSsmlTag(text_.substr(at_));
    if (!tag) return false;
    const bool opens = tag->form == SsmlTag::Form::kOpen;
    const bool replaces = tag->name == "sub" || tag->name == "say-as" || tag->name == "phoneme";
    if (opens && replaces) {
      if (const auto inner = Inner(*tag)) {
        Replace(*tag, *inner);
        return true;
      }
    }
    at_ += tag->size;
    if (tag->name == "break") {
      const int ms = tag->form == SsmlTag::Form::kClose ? 0 : BreakMs(*tag);
      if (ms > 0) Emit({.kind = Kind::kPause, .begin = out_.size(), .pause_ms = ms});
    } else if (tag->name == "prosody" && opens) {
      Open({.name = tag->name, .manner = ProsodyManner(*tag), .begin = out_.size()});
    } else if (IsEmphasis(tag->name) && opens) {
      Open({.name = tag->name, .manner = {}, .emphasis = EmphasisStrength(*tag),
            .begin = out_.size()});
    } else if (tag->form == SsmlTag::Form::kClose) {
      Close(tag->name);
    } else if (tag->name == "br") {
      Space();
    }
    Hide();
    return true;
  }

  // <sub>, <say-as> and <phoneme>: heard otherwise than written.
  void Replace(const SsmlTag& tag, std::string_view inner) {
    const std::string clean = CleanForSpeech(inner);
    const size_t begin = out_.size();
    const std::string alias = CleanForSpeech(tag.Attribute("alias"));
    if (tag.name == "sub" && HasSpeech(alias)) {
      out_ += alias;
    } else if (tag.name == "say-as") {
      out_ += SayAs(tag.Attribute("interpret-as"), clean);
    } else {
      out_ += clean;
      const std::string_view phonemes = tag.Attribute("ph");
      if (tag.name == "phoneme" && !phonemes.empty()) {
        Emit({.kind = Kind::kPhonemes, .begin = begin, .end = out_.size(),
              .phonemes = RepairUtf8(phonemes)});
      }
    }
    line_start_ = false;
    shown_ += inner;
    hidden_ = true;
  }

  bool TakeEntity() {
    if (text_[at_] != '&') return false;
    for (const Entity& entity : kEntities) {
      if (!StartsWith(entity.name)) continue;
      out_ += entity.sign;
      at_ += entity.name.size();
      return true;
    }
    return false;
  }

  // [text](address), ![picture](address)
  bool TakeLink() {
    const size_t bracket = StartsWith("![") ? at_ + 1 : at_;
    if (text_[bracket] != '[') return false;
    const size_t close = FindCloser(text_, bracket + 1, "]");
    if (close == text_.npos || close + 1 >= text_.size() || text_[close + 1] != '(') return false;
    const size_t end = FindCloser(text_, close + 2, ")");
    if (end == text_.npos) return false;
    const std::string_view inner = text_.substr(bracket + 1, close - bracket - 1);
    // "[laughs](softly)" are two directions.
    if (IsStageDirection(inner)) return false;
    line_start_ = false;
    out_ += CleanForSpeech(inner);
    at_ = end + 1;
    return true;
  }

  bool TakeBracket() {
    for (const MarkPair& pair : kBrackets) {
      if (!StartsWith(pair.opener)) continue;
      const size_t inner = at_ + pair.opener.size();
      const size_t close = FindCloser(text_, inner, pair.closer);
      if (close == text_.npos) return false;
      const std::string_view content = text_.substr(inner, close - inner);
      const bool square = pair.opener == "[";
      const bool empty = !HasSpeech(content);
      const bool direction = !empty && (reader_.options_.brackets_are_directions ||
                                        IsStageDirection(content));
      if (!direction && (square || !empty)) return false;
      at_ = close + pair.closer.size();
      if (direction) Obey(content);
      Hide();
      return true;
    }
    return false;
  }

  bool TakeAsterisks() {
    if (text_[at_] != '*') return false;
    const std::string_view mark = StartsWith("**") ? "**" : "*";
    const size_t inner = at_ + mark.size();
    const size_t close = FindCloser(text_, inner, mark);
    if (close == text_.npos || close == inner || text_[inner] == ' ' || text_[close - 1] == ' ') {
      return false;
    }
    const std::string_view content = text_.substr(inner, close - inner);
    if (mark == "*" && IsAsteriskAction(content)) {
      at_ = close + 1;
      Obey(content);
      Hide();
      return true;
    }
    const bool digit_before = at_ > 0 && text_[at_ - 1] >= '0' && text_[at_ - 1] <= '9';
    if (!HasSpeech(content) || (digit_before && mark == "*")) return false;
    Open({.name = "*", .manner = {}, .emphasis = 1, .begin = out_.size(), .close_at = close,
          .close_size = mark.size()});
    at_ = inner;
    line_start_ = false;
    return true;
  }

  bool CloseEmphasis() {
    if (reader_.open_.empty()) return false;
    const MarkupReader::Element& last = reader_.open_.back();
    if (last.close_size == 0 || last.close_at != at_) return false;
    at_ += last.close_size;
    EmitElement(last);
    reader_.open_.pop_back();
    return true;
  }

  void Obey(std::string_view content) {
    const Direction direction = ReadDirection(content);
    if (direction.understood == 0) {
      ignored_.push_back(RepairUtf8(content));
      return;
    }
    directions_.push_back(RepairUtf8(content));
    for (const VocalEvent event : direction.events) {
      Emit({.kind = Kind::kEvent, .begin = out_.size(), .end = out_.size(),
            .manner = direction.event_manner, .event = event});
    }
    if (direction.pause_ms > 0) {
      Emit({.kind = Kind::kPause, .begin = out_.size(), .end = out_.size(),
            .pause_ms = direction.pause_ms});
    }
    if (direction.manner == Manner{}) return;
    if (StandsBehindItsSentence()) {
      Emit({.kind = Kind::kManner, .begin = sentence_begin_, .end = out_.size(),
            .manner = direction.manner});
      return;
    }
    if (reader_.held_ != Manner{}) {
      Emit({.kind = Kind::kManner, .begin = reader_.held_begin_, .end = out_.size(),
            .manner = reader_.held_});
    }
    reader_.held_ = direction.manner;
    reader_.held_begin_ = out_.size();
  }

  // "I know (softly)." and "我知道（轻声）。" are about what was said.
  bool StandsBehindItsSentence() const {
    if (!HasSpeech(std::string_view(out_).substr(std::min(sentence_begin_, out_.size())))) {
      return false;
    }
    size_t next = at_;
    while (next < text_.size() && text_[next] == ' ') ++next;
    if (next == text_.size()) return true;
    return std::u32string_view(U".。！？!?\n").contains(DecodeUtf8At(text_, next).code);
  }

  MarkupReader& reader_;
  const std::string_view text_;
  size_t at_ = 0;
  bool line_start_ = true;
  bool hidden_ = false;
  bool swallow_space_ = false;
  size_t sentence_begin_ = 0;
  std::string out_, shown_;
  std::vector<SpeechCue> cues_;
  std::vector<std::string> directions_, ignored_;
};

bool MarkedText::HasEvent() const {
  return std::ranges::any_of(
      cues, [](const SpeechCue& cue) { return cue.kind == SpeechCue::Kind::kEvent; });
}

bool MarkedText::Audible() const { return HasSpeech(text) || HasEvent(); }

MarkedText MarkupReader::Read(std::string_view clause) {
  MarkedText marked = MarkupWalk(*this, clause).Run();
  const auto stands_alone = [](const SpeechCue& cue) {
    return cue.kind == SpeechCue::Kind::kPause || cue.kind == SpeechCue::Kind::kEvent;
  };
  marked.directions.insert(marked.directions.begin(), pending_directions_.begin(),
                           pending_directions_.end());
  pending_directions_.clear();
  if (!HasSpeech(marked.text)) {
    pending_directions_ = std::exchange(marked.directions, {});
    for (SpeechCue& cue : marked.cues) {
      if (stands_alone(cue)) pending_.push_back(std::move(cue));
    }
    marked.cues.clear();
    return marked;
  }
  for (SpeechCue& cue : pending_) cue.begin = cue.end = 0;
  marked.cues.insert(marked.cues.begin(), std::make_move_iterator(pending_.begin()),
                     std::make_move_iterator(pending_.end()));
  pending_.clear();
  return marked;
}

MarkedText MarkupReader::Finish() {
  MarkedText rest;
  rest.cues = std::move(pending_);
  rest.directions = std::move(pending_directions_);
  for (SpeechCue& cue : rest.cues) cue.begin = cue.end = 0;
  *this = MarkupReader(options_);
  return rest;
}

}  // namespace vivavoce::text
