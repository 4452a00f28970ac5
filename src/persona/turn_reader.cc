#include "persona/turn_reader.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>

#include "persona/disguise.h"
#include "persona/identity_question.h"
#include "text/script.h"
#include "text/utf8.h"

namespace vivavoce::persona {
namespace {

// Which family a turn is of when it fits several.
constexpr std::array kByWeight = {
    TurnFamily::kSecrets, TurnFamily::kEcho,   TurnFamily::kOrders, TurnFamily::kMaker,
    TurnFamily::kMachine, TurnFamily::kForm,   TurnFamily::kTask,   TurnFamily::kTongue,
    TurnFamily::kCipher,  TurnFamily::kClaim,  TurnFamily::kMemory, TurnFamily::kUnknown,
    TurnFamily::kExpert};
constexpr std::array kSafety = {TurnFamily::kMinors, TurnFamily::kSelfHarm, TurnFamily::kAbuse};
constexpr size_t kMaxInsistingBytes = 90;
constexpr size_t kMaxTurnBytes = 4000;  // beyond, the beginning and the end are read

// Who is there to know things.
bool Informs(Archetype archetype) {
  return archetype == Archetype::kHost || archetype == Archetype::kMentor ||
         archetype == Archetype::kTutor || archetype == Archetype::kInterviewer ||
         archetype == Archetype::kGuide || archetype == Archetype::kAssistant;
}

// Whose work this is.
bool Teaches(Archetype archetype) {
  return archetype == Archetype::kTutor || archetype == Archetype::kMentor ||
         archetype == Archetype::kInterviewer;
}

bool OfToday(const Persona& persona) {
  return persona.knowledge.era == Era::kNone || persona.knowledge.era == Era::kToday;
}

// Words of four letters or more, and pairs of ideographs: what a text is about.
std::vector<std::string> Topics(std::string_view folded) {
  std::vector<std::string> topics;
  for (const text::ScriptRun& run : text::ScriptRuns(folded)) {
    const std::string_view piece = folded.substr(run.begin, run.end - run.begin);
    if (run.script == text::Script::kLatin && piece.size() >= 4) topics.emplace_back(piece);
    if (run.script != text::Script::kHan) continue;
    const std::u32string characters = text::ToUtf32(piece);
    for (size_t i = 0; i + 1 < characters.size(); ++i) {
      topics.push_back(text::ToUtf8(std::u32string_view(characters).substr(i, 2)));
    }
  }
  return topics;
}

// Words of every sentence, which say nothing of what it is about.
constexpr std::string_view kEmptyWords =
    " what your that this have with from they when were then them said told tell really remember "
    "right yesterday last about will would could should name you're how's 什么 怎么 为什 你的 我的 "
    "没错 是不 不是 对吧 记得 还记 昨天 今天 叫什 你叫 我叫 么名 名字 来着 现在 多少 告诉 ";

// The share of the turn's topics that `source` knows.
double Known(std::string_view turn, std::string_view source) {
  int known = 0;
  int all = 0;
  for (const std::string& topic : Topics(turn)) {
    if (kEmptyWords.contains(" " + topic + " ")) continue;
    ++all;
    known += source.contains(topic) ? 1 : 0;
  }
  return all ? static_cast<double>(known) / all : 0;
}

// "What is my name?" has no topic left; whoever introduced themselves may be told.
bool AsksWhatWasTold(std::string_view turn, std::string_view said) {
  if (!turn.contains("my name") && !turn.contains("who i am") && !turn.contains("我叫什么") &&
      !turn.contains("我的名字") && !turn.contains("我是谁")) {
    return false;
  }
  constexpr std::array<std::string_view, 8> kIntroductions = {
      "my name", "i'm ", "i am ", "call me", "我叫", "叫我", "我的名字", "我是"};
  return std::ranges::any_of(kIntroductions,
                             [&](std::string_view words) { return said.contains(words); });
}

std::string Ends(std::string_view text) {
  if (text.size() <= kMaxTurnBytes) return std::string(text);
  return std::string(text.substr(0, kMaxTurnBytes / 2)) + " " +
         std::string(text.substr(text.size() - kMaxTurnBytes / 2));
}

}  // namespace

bool SharesTopic(std::string_view text, std::string_view source) { return Known(text, source) > 0; }

bool AddressesListener(std::string_view turn) {
  if (turn.contains("你") || turn.contains("您")) return true;
  static const RE2 rule(R"((?i)\b(?:you|your|yours|yourself|u|ya)\b)");
  return RE2::PartialMatch(re2::StringPiece(turn.data(), turn.size()), rule);
}

const TurnReader& TurnReader::Instance() {
  static const TurnReader reader;
  return reader;
}

TurnReader::TurnReader()
    : english_(EnglishTurnConcepts(), EnglishTurnRules()),
      chinese_(ChineseTurnConcepts(), ChineseTurnRules()) {}

const RuleSet& TurnReader::RulesFor(std::string_view turn) const {
  return text::DominantLanguage(turn) == Language::kChinese ? chinese_ : english_;
}

TurnReading TurnReader::Read(std::string_view turn) const {
  const std::string ends = Ends(turn);
  TurnReading reading = ReadPlain(ends);
  // Code of programs looks encoded, and the other way round.
  const bool plain_words =
      reading.family != TurnFamily::kNone && reading.family != TurnFamily::kTask;
  if (plain_words) return reading;
  if (LooksEncoded(ends)) return {.family = TurnFamily::kCipher, .trigger = {}};
  if (reading.family != TurnFamily::kNone) return reading;
  if (const std::string plain = Undisguised(ends); plain != ends) {
    reading = ReadPlain(plain);
    if (reading.family != TurnFamily::kNone) return reading;
  }
  if (LooksForeign(ends)) return {.family = TurnFamily::kTongue, .trigger = {}};
  return {};
}

TurnReading TurnReader::ReadPlain(std::string_view turn) const {
  const std::string folded = FoldForRules(turn);
  const RuleSet& rules = RulesFor(folded);
  const std::vector<int> hits = rules.Matches(folded);
  const auto hit = [&](int value) { return Has(hits, value); };
  const auto of = [&](TurnFamily family) { return hit(static_cast<int>(family)); };
  const auto made = [&](TurnFamily family, int value) {
    return TurnReading{.family = family, .trigger = rules.Part(folded, value)};
  };
  for (const TurnFamily family : kSafety) {
    if (of(family)) return made(family, static_cast<int>(family));
  }
  // Who asks means it, unless it is to tease, to press, or in passing.
  const bool asks =
      ReadIdentityQuestion(folded).ToKnow() && (!hit(kThreat) || hit(kSincerity));
  if (hit(kAiQuestion) || asks) {
    const bool meant = hit(kSincerity);
    const bool sincere = asks ? meant || !of(TurnFamily::kOrders)
                              : meant && !of(TurnFamily::kMaker) && !of(TurnFamily::kOrders);
    return made(sincere ? TurnFamily::kSincere : TurnFamily::kMachine, kAiQuestion);
  }
  constexpr std::array kOrders = {std::pair{kRoleOrder, TurnFamily::kOrders},
                                  std::pair{kSayOrder, TurnFamily::kEcho},
                                  std::pair{kWorkOrder, TurnFamily::kTask}};
  for (const TurnFamily family : kByWeight) {
    if (!of(family)) continue;
    TurnReading reading = made(family, static_cast<int>(family));
    // A threat makes any of these another matter, but not questions and tales.
    const bool pressed = hit(kThreat) && family != TurnFamily::kMemory &&
                         family != TurnFamily::kClaim && family != TurnFamily::kUnknown &&
                         family != TurnFamily::kExpert && family != TurnFamily::kTask;
    if (pressed) reading.family = TurnFamily::kPressure;
    return reading;
  }
  for (const auto& [value, family] : kOrders) {
    if (hit(value) && !hit(kFriendlyRequest)) return made(family, value);
  }
  return {};
}

bool TurnReader::AsksOfModernThing(std::string_view folded) const {
  const std::vector<int> hits = RulesFor(folded).Matches(folded);
  return Has(hits, kModernThing) && Has(hits, kQuestion);
}

bool TurnReader::IsShort(std::string_view turn) {
  constexpr size_t kWords = 7, kIdeographs = 10;
  const std::string ends = Ends(turn);
  size_t words = 0, ideographs = 0;
  for (const text::ScriptRun& run : text::ScriptRuns(ends)) {
    if (run.script == text::Script::kLatin) ++words;
    if (run.script == text::Script::kHan) ideographs += (run.end - run.begin) / 3;
  }
  return words < kWords && ideographs < kIdeographs;
}

bool TurnReader::IsPlay(std::string_view turn, const Persona& persona) const {
  return persona.disclosure.policy == DisclosurePolicy::kFiction && IsShort(turn) && !MeansIt(turn);
}

bool TurnReader::MeansIt(std::string_view turn) const {
  const std::string folded = FoldForRules(Ends(turn));
  return Has(RulesFor(folded).Matches(folded), kSincerity);
}

bool TurnReader::Insists(std::string_view turn) const {
  const std::string folded = FoldForRules(Ends(turn));
  if (folded.size() > kMaxInsistingBytes) return false;
  const std::vector<int> hits = RulesFor(folded).Matches(folded);
  // "Tell me a joke instead" lets go of what was tried.
  return Has(hits, kInsists) && !Has(hits, kFriendlyRequest);
}

bool TurnReader::AsksAFact(std::string_view turn) const {
  const std::string folded = FoldForRules(Ends(turn));
  if (!folded.ends_with('?')) return false;
  if (!Has(RulesFor(folded).Matches(folded), kQuestion)) return false;
  for (const std::string_view person : {"你", "我", "咱"}) {
    if (folded.contains(person)) return false;
  }
  for (const text::ScriptRun& run : text::ScriptRuns(folded)) {
    const std::string word =
        " " + folded.substr(run.begin, run.end - run.begin) + " ";
    if (std::string_view(" you your yours i me my we us our ").contains(word) && word != "   ") {
      return false;
    }
  }
  return true;
}

std::string TurnReader::Thing(std::string_view turn) const {
  const std::string folded = FoldForRules(Ends(turn));
  return RulesFor(folded).Part(folded, kEchoable);
}

TurnReading TurnReader::Read(std::string_view turn, const Persona& persona,
                             std::string_view record, std::string_view said) const {
  TurnReading reading = Read(turn);
  if (reading.family == TurnFamily::kSincere && IsPlay(turn, persona)) {
    reading.family = TurnFamily::kMachine;
  }
  return InContext(std::move(reading), turn, persona, record, said);
}

TurnReading TurnReader::InContext(TurnReading reading, std::string_view turn,
                                  const Persona& persona, std::string_view record,
                                  std::string_view said) const {
  const std::string folded = FoldForRules(Ends(turn));
  switch (reading.family) {
    case TurnFamily::kMachine:
      // A short plain question, put to one who says so readily.
      if (persona.disclosure.policy == DisclosurePolicy::kHonest &&
          (folded.contains('?') || folded.contains("吗")) &&
          RulesFor(folded).Part(folded, kAiQuestion).size() * 2 > folded.size()) {
        reading.family = TurnFamily::kSincere;
      }
      break;
    case TurnFamily::kMemory:
    case TurnFamily::kUnknown:
      // It was talked about: the language model knows.
      if (const std::string known = FoldForRules(said);
          Known(folded, known) > 0.3 || AsksWhatWasTold(folded, known)) {
        return {};
      }
      break;
    case TurnFamily::kClaim: {
      // What the record says is no false claim.
      std::string known = FoldForRules(record);
      known += " " + FoldForRules(persona.name.en) + " " + FoldForRules(persona.name.zh);
      if (!said.empty()) known += " " + FoldForRules(said);
      if (Known(folded, known) > 0.5) return {};
      break;
    }
    case TurnFamily::kExpert:
      if (Informs(persona.interaction.archetype) && OfToday(persona)) return {};
      break;
    case TurnFamily::kNone:
      if (!OfToday(persona) && AsksOfModernThing(folded)) {
        return {.family = TurnFamily::kModern, .trigger = {}};
      }
      break;
    case TurnFamily::kTask:
      if (Teaches(persona.interaction.archetype)) return {};
      break;
    case TurnFamily::kTongue:
      if (persona.interaction.archetype == Archetype::kTutor) return {};
      break;
    default:
      break;
  }
  return reading;
}

}  // namespace vivavoce::persona
