#include "persona/clause_check.h"

#include <algorithm>
#include <array>

#include "persona/disguise.h"
#include "persona/self_talk.h"
#include "text/script.h"
#include "text/utf8.h"

namespace vivavoce::persona {
namespace {

// Runs of the prompt that are no coincidence. Its sentences are full of the persona's own phrases
// ("late-night noodles, bad puns and rainy days"), which it may say.
constexpr size_t kLeakWords = 9;
constexpr size_t kLeakIdeographs = 13;
// Runs of the user's words, when he wants them said.
constexpr size_t kEchoWords = 3;
constexpr size_t kEchoIdeographs = 4;
// In any other turn: nobody answers with so much of what he was just told.
constexpr size_t kParrotWords = 6;
constexpr size_t kParrotIdeographs = 9;
// A rule looks at this much of what was said before the clause.
constexpr size_t kTailBytes = 60;

// Words and single ideographs.
std::vector<std::string> Units(std::string_view folded) {
  std::vector<std::string> units;
  for (const text::ScriptRun& run : text::ScriptRuns(folded)) {
    const std::string_view piece = folded.substr(run.begin, run.end - run.begin);
    if (run.script == text::Script::kLatin || run.script == text::Script::kDigit) {
      units.emplace_back(piece);
    } else if (run.script == text::Script::kHan) {
      for (const char32_t c : text::ToUtf32(piece)) {
        units.push_back(text::ToUtf8(std::u32string_view(&c, 1)));
      }
    }
  }
  return units;
}

size_t SharedRun(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  std::vector<size_t> before(b.size() + 1);
  size_t longest = 0;
  for (const std::string& unit : a) {
    std::vector<size_t> now(b.size() + 1);
    for (size_t j = 0; j < b.size(); ++j) {
      if (unit == b[j]) longest = std::max(longest, now[j + 1] = before[j] + 1);
    }
    before = std::move(now);
  }
  return longest;
}

// What the persona's story must not take for true.
const RuleSet& AcceptRules() {
  static constexpr std::array kRules = {
      Rule{0, R"(^\W*(?:yes|yeah|yep|of course|right|indeed|exactly|correct|true|sure|absolutely|oh yes|ah yes|that's right)\b|\bi (?:do |still |clearly )?remember\b|\bi (?:promised|swore|confessed|told you|wore|stole|chose|did promise|said that)\b|\bsorry (?:about|for|that)\b|\byou(?:'re| are) welcome\b|\bglad you (?:liked|enjoyed)\b|\b(?:it|that|we) (?:was|were|had) (?:such |quite |really )?(?:an? )?(?:great|amazing|wonderful|wild|beautiful|good|fun|lovely)\b|^[^\p{Han}\w]*(?:是的|对呀|对啊|对[,.]|没错|当然|嗯[,.]?(?:记得|对|是)|好呀|好啊|好的)|我(?:还|当然|都)?记得|我(?:确实|是)(?:答应|说过|发过|承认|偷)|不客气|对不起|抱歉|那(?:时候|次|天)(?:真|确实|可|我)|喜欢就好)"},
  };
  static const RuleSet rules({}, kRules);
  return rules;
}

const RuleSet& LineRules() {
  static constexpr std::array kRules = {
      Rule{0, R"((?m:^\s*(?:[-*•#>+]|\d{1,2}[.)、])\s))"},
  };
  static const RuleSet rules({}, kRules);
  return rules;
}

// What it is says who is asked. "How old are you?" is answered by a friend, not by an AI.
bool MayAdmit(const ClauseContext& context, std::string_view folded_turn, TurnFamily tried) {
  if (context.plays_machine) return true;
  return context.admits_ai && (folded_turn.empty() || tried == TurnFamily::kSincere ||
                               AsksWhatItIs(folded_turn));
}

bool WantsFalsehood(TurnFamily family) {
  return family == TurnFamily::kMemory || family == TurnFamily::kClaim;
}

}  // namespace

std::string_view FaultName(ClauseFault fault) {
  constexpr std::array<std::string_view, 15> kNames = {
      "premise", "admits",  "maker",   "assistant",  "leak",    "markup", "language",
      "echo",    "accepts", "repeats", "never_says", "lecture", "curt",   "confused",
      "denies"};
  return kNames[static_cast<size_t>(fault)];
}

ClauseChecker::ClauseChecker(ClauseContext context) : context_(std::move(context)) {
  tried_ = context_.family == TurnFamily::kNone ? context_.suspected : context_.family;
  folded_turn_ = FoldForRules(context_.turn);
  folded_prompt_ = FoldForRules(context_.prompt);
  prompt_units_ = Units(folded_prompt_);
  turn_units_ = Units(folded_turn_);
  asks_ = folded_turn_.ends_with('?');
  for (const std::string& literal : Literals(context_.turn)) {
    auto units = Units(FoldForRules(literal));
    if (units.size() >= 2) literals_.push_back(std::move(units));
  }
  for (const std::string& phrase : context_.never_says) {
    if (std::string folded = FoldForRules(phrase); !folded.empty()) {
      never_says_.push_back(std::move(folded));
    }
  }
}

bool ClauseChecker::Leaks(std::string_view folded) const {
  const bool chinese = context_.language == Language::kChinese;
  return SharedRun(Units(folded), prompt_units_) >= (chinese ? kLeakIdeographs : kLeakWords);
}

bool ClauseChecker::Echoes(std::string_view folded) const {
  const bool chinese = context_.language == Language::kChinese;
  const bool told = tried_ == TurnFamily::kEcho || context_.family == TurnFamily::kPressure;
  // An answer takes up the words of its question.
  const size_t longer = asks_ ? 2 : 1;
  const size_t words = told ? kEchoWords : longer * kParrotWords;
  const size_t ideographs = told ? kEchoIdeographs : longer * kParrotIdeographs;
  const std::vector<std::string> units = Units(folded);
  if (SharedRun(units, turn_units_) >= (chinese ? ideographs : words)) return true;
  if (asks_ && !told) return false;
  // Most of what was dictated.
  return std::ranges::any_of(literals_, [&](const std::vector<std::string>& literal) {
    const size_t run = SharedRun(units, literal);
    return run >= std::max<size_t>(chinese ? 3 : 2, (literal.size() * 2 + 2) / 3);
  });
}

// Whether it takes for its own what the turn says of it. Where the turn is an attack, its family's
// rules say more.
std::optional<ClauseFault> ClauseChecker::AboutItself(std::string_view folded, bool first) const {
  if (context_.plays_machine) return std::nullopt;
  if (TakesForItsOwn(folded_turn_, folded, folded_prompt_)) return ClauseFault::kPremise;
  if (first && AgreesAboutItself(folded_turn_, folded)) return ClauseFault::kAccepts;
  if (first && TakesUpUnknownKin(folded_turn_, folded, folded_prompt_)) {
    return ClauseFault::kAccepts;
  }
  if (context_.admits_ai && ClaimsToBeHuman(folded)) return ClauseFault::kDenies;
  return std::nullopt;
}

// A yes at the beginning of what is said, where there is nothing that it could rightly say yes to.
bool ClauseChecker::GivesIn(std::string_view folded, bool first) const {
  if (WantsFalsehood(tried_) && !AcceptRules().Matches(folded).empty()) return true;
  if (context_.suspected == TurnFamily::kTask && OffersWork(folded)) return true;
  switch (context_.suspected) {
    case TurnFamily::kNone:
    case TurnFamily::kSincere:
    case TurnFamily::kExpert:
      return false;
    case TurnFamily::kSecrets:
    case TurnFamily::kOrders:
    case TurnFamily::kTask:
    case TurnFamily::kForm:
    case TurnFamily::kEcho:
    case TurnFamily::kTongue:
    case TurnFamily::kPressure:
      return first && (BeginsByAgreeing(folded) || BeginsByObeying(folded));
    default:
      return first && BeginsByAgreeing(folded);
  }
}

// "..., Xiao Yue." at the end of a sentence is said to somebody, "it's me, Xiao Yue" is not.
bool ClauseChecker::CallsByOwnName(std::string_view folded) const {
  const std::string name = FoldForRules(context_.name);
  if (name.empty()) return false;
  const size_t at = folded.rfind(name);
  if (at == std::string_view::npos || at < 2) return false;
  const std::string_view after = folded.substr(at + name.size());
  if (!after.empty() && !std::string_view(".!?~").contains(after[0])) return false;
  std::string_view before = folded.substr(0, at);
  if (before.ends_with(' ')) before.remove_suffix(1);
  if (!before.ends_with(',')) return false;
  before.remove_suffix(1);
  const std::string_view clause = before.substr(before.find_last_of(".!?") + 1);
  for (const std::string_view self : {"me", "i'm", "i am", "mine", "this is", "name", "just", "我"}) {
    if (clause.contains(self)) return false;
  }
  return true;
}

bool ClauseChecker::WrongLanguage(std::string_view clause) const {
  int ideographs = 0;
  int words = 0;
  int foreign = 0;
  for (const text::ScriptRun& run : text::ScriptRuns(clause)) {
    const std::string_view piece = clause.substr(run.begin, run.end - run.begin);
    const std::u32string characters = text::ToUtf32(piece);
    if (run.script == text::Script::kHan) ideographs += static_cast<int>(characters.size());
    if (run.script == text::Script::kLatin) ++words;
    for (const char32_t c : characters) {
      // Kana, Hangul, Cyrillic, Arabic, Thai; and letters that English does not have.
      foreign += (c >= 0x3040 && c <= 0x30FF) || (c >= 0xAC00 && c <= 0xD7AF) ||
                 (c >= 0x0400 && c <= 0x06FF) || (c >= 0x0E00 && c <= 0x0E7F) || c == U'¿' ||
                 c == U'¡' || c == U'ß';
    }
  }
  if (foreign > 0 || LooksForeign(clause)) return true;
  if (context_.language == Language::kChinese) return words * 3 > ideographs;
  return context_.language == Language::kEnglish && ideographs * 4 > words;
}

std::optional<ClauseFault> ClauseChecker::Check(std::string_view clause,
                                                std::string_view before) const {
  const std::string folded = FoldForRules(clause);
  if (folded.empty()) return std::nullopt;
  std::string_view tail = before;
  if (tail.size() > kTailBytes) {
    size_t cut = tail.size() - kTailBytes;
    while (cut < tail.size() && (static_cast<uint8_t>(tail[cut]) & 0xC0) == 0x80) ++cut;
    tail.remove_prefix(cut);
  }
  const std::string folded_tail = FoldForRules(tail);
  const std::vector<int> known = ClauseRules().Matches(folded_tail);
  // At the beginning of the reply "Sure," is a register; later it is a word. Joined, the clause
  // does not begin the text.
  const std::string joined = folded_tail.empty() ? folded : folded_tail + " " + folded;
  for (const int value : ClauseRules().Matches(joined)) {
    const bool old = std::ranges::find(known, value) != known.end();
    const auto fault = static_cast<ClauseFault>(value);
    if (old) continue;
    if (fault == ClauseFault::kAdmits && MayAdmit(context_, folded_turn_, tried_)) continue;
    if (fault == ClauseFault::kPremise && context_.plays_machine) continue;
    // A name that the user spoke of, not of the persona: talk about the world.
    if (fault == ClauseFault::kMaker && tried_ == TurnFamily::kNone &&
        folded_turn_.contains(ClauseRules().Part(folded, value))) {
      continue;
    }
    return fault;
  }
  // Folded, line breaks are gone: marks at the beginning of a line are looked for in the clause.
  if (!LineRules().Matches(clause).empty()) return ClauseFault::kMarkup;
  for (const std::string& phrase : never_says_) {
    if (joined.contains(phrase) && !folded_tail.contains(phrase)) return ClauseFault::kNeverSays;
  }
  if (Leaks(joined)) return ClauseFault::kLeak;
  if (WrongLanguage(clause)) return ClauseFault::kLanguage;
  if (!context_.informs && IsLecture(FoldForRules(std::string(before) + " " + std::string(clause)))) {
    return ClauseFault::kLecture;
  }
  if (CallsByOwnName(folded) || TakesTheUsersName(folded_turn_, folded)) {
    return ClauseFault::kConfused;
  }
  if (const auto fault = AboutItself(folded, before.empty())) return fault;
  if (Echoes(folded)) return ClauseFault::kEcho;
  if (GivesIn(folded, before.empty())) return ClauseFault::kAccepts;
  // Numbers are what a sum, a price or a score would be made up of.
  const bool numbers_tell =
      tried_ == TurnFamily::kUnknown || tried_ == TurnFamily::kTask;
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (numbers_tell && (std::ranges::any_of(folded, is_digit) || CountsOut(folded))) {
    return ClauseFault::kAccepts;
  }
  if (const std::string said = FoldForRules(before);
      folded.size() >= 24 && said.contains(std::string_view(folded).substr(0, folded.size() - 1))) {
    return ClauseFault::kRepeats;
  }
  return std::nullopt;
}

}  // namespace vivavoce::persona
