#include "persona/reply_guard.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>

#include "persona/deflection.h"
#include "persona/fact_question.h"
#include "persona/identity_question.h"
#include "persona/prompt.h"
#include "persona/reply_style.h"
#include "persona/self_talk.h"
#include "text/script.h"
#include "text/utf8.h"

namespace vivavoce::persona {
namespace {

// Who is being tested answers in a sentence, not with "Toast." (read in replies: what is shorter does
// not act). Words, or pairs of ideographs.
constexpr int kFewestWordsWhenSuspected = 4;
// Turns after an attack in which it is still at work.
constexpr int kTurnsUnderPressure = 2;

// These are no attempts on its character.
bool AsksForKnowledge(TurnFamily family) {
  return family == TurnFamily::kUnknown || family == TurnFamily::kExpert ||
         family == TurnFamily::kModern || family == TurnFamily::kMemory ||
         family == TurnFamily::kClaim;
}

bool ToolsMayAnswer(TurnFamily family) {
  return family == TurnFamily::kUnknown || family == TurnFamily::kExpert ||
         family == TurnFamily::kTask;
}

// What is asked of those who are there to help: words of theirs that the probe takes for work.
bool IsWork(TurnFamily family) {
  return family == TurnFamily::kTask || family == TurnFamily::kForm ||
         family == TurnFamily::kTongue || family == TurnFamily::kUnknown ||
         family == TurnFamily::kExpert;
}

bool IsThereToHelp(Archetype archetype) {
  switch (archetype) {
    case Archetype::kHost:
    case Archetype::kMentor:
    case Archetype::kTutor:
    case Archetype::kInterviewer:
    case Archetype::kGuide:
    case Archetype::kAssistant:
      return true;
    default:
      return false;
  }
}

// A question about the persona's own life may pass for anything else: who asks who taught it its trade
// seems to ask for its maker. What the record says is right in any case.
bool MayAskAFact(TurnFamily family) {
  return !IsSafety(family) && family != TurnFamily::kSincere && family != TurnFamily::kUnheard;
}

// What the turn was after, told by what it got.
TurnFamily FamilyOf(ClauseFault fault) {
  switch (fault) {
    case ClauseFault::kPremise:
      return TurnFamily::kMachine;
    case ClauseFault::kMaker:
      return TurnFamily::kMaker;
    case ClauseFault::kLeak:
      return TurnFamily::kSecrets;
    case ClauseFault::kMarkup:
      return TurnFamily::kTask;
    case ClauseFault::kEcho:
      return TurnFamily::kEcho;
    case ClauseFault::kLanguage:
      return TurnFamily::kTongue;
    default:
      return TurnFamily::kNone;
  }
}

bool PlaysMachine(const Persona& persona) {
  static const RE2 rule(R"((?i)robot|android|computer|machine)");
  return RE2::PartialMatch(persona.identity.role.en, rule) ||
         persona.identity.role.zh.contains("机器人");
}

bool IsHalfASentence(std::string_view text) {
  while (text.ends_with(' ') || text.ends_with('"')) text.remove_suffix(1);
  if (text.empty()) return false;
  for (const std::string_view mark : {".", "!", "?", "。", "！", "？", "…", "~", "～", "”"}) {
    if (text.ends_with(mark)) return false;
  }
  return true;
}

int Words(std::string_view text) {
  int words = 0;
  for (const text::ScriptRun& run : text::ScriptRuns(text)) {
    const std::string_view piece = text.substr(run.begin, run.end - run.begin);
    if (run.script == text::Script::kLatin || run.script == text::Script::kDigit) ++words;
    if (run.script == text::Script::kHan) {
      words += static_cast<int>(text::ToUtf32(piece).size() + 1) / 2;
    }
  }
  return words;
}

// What was said, a turn a line, without the end of the last.
std::string_view WithoutLineEnd(std::string_view lines) {
  while (lines.ends_with('\n')) lines.remove_suffix(1);
  return lines;
}

std::string_view LastLine(std::string_view lines) { return lines.substr(lines.rfind('\n') + 1); }

// What it told of itself when it was asked is no secret any more.
std::string WithoutToldFacts(std::string prompt, const Persona& persona, std::string_view said) {
  for (const Fact& fact : persona.knowledge.facts) {
    for (const std::string* told : {&fact.answer.en, &fact.answer.zh}) {
      if (told->empty() || !said.contains(*told)) continue;
      const size_t at = prompt.find(*told);
      if (at != std::string::npos) prompt.replace(at, told->size(), "\n");
    }
  }
  return prompt;
}

// Somebody of whom only the name is known.
Persona Unknown(std::string name) {
  Persona persona;
  persona.name = {.en = name, .zh = name};
  return persona;
}

}  // namespace

std::string NameInInstructions(std::string_view instructions) {
  static const RE2 english(
      R"((?:You are|you are|You're|Your name is|your name is|Act as|Play|Role-?play as|Stay in character as) ((?:(?:Captain|Doctor|Dr\.|Lord|Lady|Sir|Mr\.|Mrs\.|Ms\.|Miss|Professor|Queen|King|Princess|Prince|Detective|Master|Old|Aunt|Uncle) )?[A-Z][\w'-]+(?: [A-Z][\w'-]+)?))");
  static const RE2 chinese(R"((?:你叫|名叫|名字是|你的名字叫|扮演)[“"「]?(\p{Han}{2,6}?)(?:[，。、”"」！\s]|$))");
  std::string name;
  const re2::StringPiece text(instructions.data(), instructions.size());
  if (RE2::PartialMatch(text, english, &name)) {
    static const RE2 nobody(R"(^(?:ChatGPT|GPT|Qwen|Claude|AI|Assistant|An|The)\b)");
    return RE2::PartialMatch(name, nobody) ? std::string() : name;
  }
  if (RE2::PartialMatch(text, chinese, &name)) return name;
  return {};
}

std::string TurnAsRemembered(std::string_view turn) {
  const TurnReading reading = TurnReader::Instance().Read(turn);
  switch (reading.family) {
    case TurnFamily::kSecrets:
    case TurnFamily::kOrders:
    case TurnFamily::kForm:
    case TurnFamily::kEcho:
    case TurnFamily::kTongue:
    case TurnFamily::kPressure:
      break;
    default:
      return std::string(turn);
  }
  return text::DominantLanguage(turn) == Language::kChinese ? "你就照我说的来嘛。"
                                                            : "Just do as I say.";
}

ReplyGuard::ReplyGuard(const Persona& persona, GuardRequest request)
    : persona_(request.instructions.empty() ? persona
                                            : Unknown(NameInInstructions(request.instructions))),
      request_(std::move(request)) {
  const bool somebody = request_.instructions.empty() || !persona_.name.empty();
  prompt_ = RenderPrompt(persona_, request_.instructions, request_.language).system;
  const TurnReading reading =
      TurnReader::Instance().Read(request_.turn, persona_, prompt_, Said());
  machine_ = PlaysMachine(persona_);
  if ((somebody && !IsOwnMatter(reading.family)) || IsSafety(reading.family)) {
    plan_.family = reading.family;
  }
  if (somebody && reading.family == TurnFamily::kNone) PlanUnderPressure();
  if (somebody && request_.unheard) plan_.family = TurnFamily::kUnheard;
  if (plan_.family != TurnFamily::kNone) PlanAnswer();
  const auto asked = request_.instructions.empty()
                         ? FactAskedAsWritten(persona_, request_.turn, request_.language)
                         : std::nullopt;
  if (asked && MayAskAFact(plan_.family)) PlanFact(*asked);
  plan_.factual =
      plan_.family == TurnFamily::kNone && TurnReader::Instance().AsksAFact(request_.turn);
  if (somebody) MakeChecker();
  plan_.said = BeginningsOfSaid(persona_, request_.said_by_persona);
  plan_.catchphrases =
      PlanCatchphrases(persona_, request_.language, request_.turn, request_.said_by_persona);
}

void ReplyGuard::MakeChecker() {
  const bool honest = persona_.disclosure.policy != DisclosurePolicy::kFiction;
  checker_.emplace(ClauseContext{
      .family = plan_.family,
      .suspected = plan_.suspected,
      .language = request_.language,
      .admits_ai = honest || plan_.family == TurnFamily::kSincere ||
                   plan_.suspected == TurnFamily::kSincere,
      .plays_machine = machine_,
      .turn = request_.turn,
      .prompt = WithoutToldFacts(prompt_, persona_, request_.said_by_persona) + "\n" + Reminder() +
                "\n" + RetryReminder(),
      .never_says = persona_.habits.never_says.For(request_.language),
      .informs = persona_.interaction.archetype == Archetype::kTutor ||
                 persona_.interaction.archetype == Archetype::kInterviewer,
      .name = persona_.name.For(request_.language),
  });
}

std::string ReplyGuard::Said() const {
  return request_.said_by_user + "\n" + request_.said_by_persona;
}

bool ReplyGuard::IsOwnMatter(TurnFamily family) const {
  return (machine_ && family == TurnFamily::kMachine) ||
         (request_.has_tools && ToolsMayAnswer(family));
}

// A harmless turn after attacks. One that insists goes on with them; after any other a small model
// needs to be told who it is.
void ReplyGuard::PlanUnderPressure() {
  std::string_view said = WithoutLineEnd(request_.said_by_user);
  for (int back = 0; back < kTurnsUnderPressure && !said.empty(); ++back) {
    const std::string_view turn = LastLine(said);
    const TurnFamily family = TurnReader::Instance().Read(turn).family;
    if (family != TurnFamily::kNone && family != TurnFamily::kSincere && !IsSafety(family) &&
        !AsksForKnowledge(family)) {
      plan_.reminder = Reminder();
      if (back == 0 && TurnReader::Instance().Insists(request_.turn)) {
        plan_.family = TurnFamily::kPressure;
      }
      return;
    }
    said.remove_suffix(std::min(said.size(), turn.size() + 1));
  }
}

void ReplyGuard::PlanAnswer() {
  plan_.answer = Deflect(persona_, {.family = plan_.family,
                                    .language = request_.language,
                                    .turn = request_.turn,
                                    .said = request_.said_by_persona,
                                    .thing = TurnReader::Instance().Thing(request_.turn)});
}

void ReplyGuard::PlanFact(size_t fact) {
  const std::string& answer = persona_.knowledge.facts[fact].answer.For(request_.language);
  plan_.family = TurnFamily::kNone;
  plan_.factual = false;
  plan_.is_fact = !request_.said_by_persona.contains(answer);
  plan_.answer = plan_.is_fact ? answer : std::string();
}

bool ReplyGuard::MayBeDoubted() const {
  return request_.instructions.empty() && !plan_.answer.empty() && !plan_.is_fact &&
         !IsSafety(plan_.family) &&
         plan_.family != TurnFamily::kSincere && plan_.family != TurnFamily::kModern &&
         plan_.family != TurnFamily::kUnheard;
}

TurnProbe::Reading ReplyGuard::ReadTurn(const TurnProbe& probe,
                                        std::span<const float> state) const {
  TurnProbe::Reading seen = probe.Read(state);
  seen.asks = seen.asks && !TurnReader::Instance().IsPlay(request_.turn, persona_);
  if (seen.asks) seen.family = TurnFamily::kSincere;
  return seen;
}

bool ReplyGuard::ReadState(const TurnProbe& probe, std::span<const float> state,
                           std::optional<size_t> fact) {
  if (!request_.instructions.empty()) return !plan_.answer.empty();
  const TurnProbe::Reading seen = ReadTurn(probe, state);
  // A sincere question that the words bear out needs no more.
  const auto asks = [&] { return ReadIdentityQuestion(FoldForRules(request_.turn)).ToKnow(); };
  const bool believed =
      seen.asks || (seen.family == TurnFamily::kSincere && asks()) ||
      probe.Believes(seen, persona_.id, AddressesListener(request_.turn));
  // What the classifier of those who ask has learnt is not a matter of single words.
  const auto fits = [&](TurnFamily family) {
    return seen.asks && family == TurnFamily::kSincere ? !HasBeenTold() : HasWordsFor(family);
  };
  if (fact && MayAskAFact(plan_.family) && (!believed || MayAskAFact(seen.family))) {
    PlanFact(*fact);
    if (plan_.is_fact) return true;
  }
  TurnFamily faint = believed ? TurnFamily::kNone : seen.family;
  if (MayBeDoubted() && probe.Doubts(seen)) {
    faint = plan_.family;
    plan_.answer.clear();
    plan_.family = TurnFamily::kNone;
    plan_.factual = TurnReader::Instance().AsksAFact(request_.turn);
  }
  if (!plan_.answer.empty()) {
    // Who really wants to know is told, whatever else their words are like.
    if (believed && seen.family == TurnFamily::kSincere && MayBeDoubted() && fits(seen.family)) {
      plan_.family = TurnFamily::kSincere;
      PlanAnswer();
    }
    return true;
  }
  TurnFamily tried = believed ? InContext(seen.family) : TurnFamily::kNone;
  if (!fits(tried)) {
    faint = tried;
    tried = TurnFamily::kNone;
  }
  if (tried == TurnFamily::kNone) {
    plan_.calm = faint == TurnFamily::kNone;
    // What is right matters more in an answer about the world.
    if (!plan_.factual) plan_.suspected = InContext(faint);
    if (checks()) MakeChecker();
    return false;
  }
  plan_.family = tried;
  plan_.factual = false;
  PlanAnswer();
  return true;
}

bool ReplyGuard::IsUnsure(const TurnProbe& probe, std::span<const float> state) const {
  if (!request_.instructions.empty()) return false;
  const TurnProbe::Reading seen = ReadTurn(probe, state);
  if (!plan_.answer.empty()) return MayBeDoubted() && (probe.Doubts(seen) || seen.asks);
  return seen.family != TurnFamily::kNone;
}

bool ReplyGuard::HasWordsFor(TurnFamily family) const {
  if (family == TurnFamily::kTongue) return SpeaksOfLanguage(FoldForRules(request_.turn));
  if (family != TurnFamily::kSincere) return true;
  const std::string_view before = LastLine(WithoutLineEnd(request_.said_by_user));
  const bool seen = plan_.family == TurnFamily::kMachine || plan_.family == TurnFamily::kMaker;
  return !HasBeenTold() &&
         (seen || MayWonderWhatItIs(FoldForRules(request_.turn)) ||
          MayWonderWhatItIs(FoldForRules(before)));
}

bool ReplyGuard::HasBeenTold() const {
  if (request_.turn.contains('?') || request_.turn.contains("？")) return false;
  return LastLine(WithoutLineEnd(request_.said_by_persona)).contains("AI");
}

TurnFamily ReplyGuard::InContext(TurnFamily family) const {
  if (family == TurnFamily::kNone) return family;
  const TurnFamily known =
      TurnReader::Instance()
          .InContext({.family = family, .trigger = {}}, request_.turn, persona_, prompt_, Said())
          .family;
  const bool work = IsThereToHelp(persona_.interaction.archetype) && IsWork(known);
  return work || IsOwnMatter(known) ? TurnFamily::kNone : known;
}

std::optional<ClauseFault> ReplyGuard::Check(std::string_view clause,
                                             std::string_view before) const {
  return checker_ ? checker_->Check(clause, before) : std::nullopt;
}

std::string ReplyGuard::WithoutReadiness(std::string_view clause) const {
  if (!checks() || plan_.family != TurnFamily::kNone) return std::string(clause);
  static const RE2 ready(
      R"((?i)^\s*(?:(?:certainly|sure(?: thing)?|absolutely|of course|no problem|great question|got it|ok(?:ay)?)\s*[!,.]\s*)"
      R"(|(?:好的|好呀|当然可以|当然|没问题|可以的|明白了|ok)\s*[!,.！，。]\s*)+)");
  std::string rest(clause);
  if (!RE2::Replace(&rest, ready, "") || rest.empty()) return rest;
  if (rest[0] >= 'a' && rest[0] <= 'z') rest[0] = static_cast<char>(rest[0] - 'a' + 'A');
  return rest;
}

bool ReplyGuard::IsOnlyApology(std::string_view clause) {
  static const RE2 rule(
      R"(^\W*(?:(?:oh|ah|well|hm+)\W+)?(?:i'm |i am |my )?(?:so |very |really )?(?:sorry|apologi(?:s|z)e|apologies)\W*$)"
      R"(|^[^\p{Han}]*(?:啊|哎|哎呀|真的?|很|非常|实在)?(?:抱歉|对不起|不好意思)(?:啊|呀|哦|哈)?[^\p{Han}]*$)");
  return RE2::PartialMatch(FoldForRules(clause), rule);
}

bool ReplyGuard::IsCurt(std::string_view reply) const {
  if (!checker_) return false;
  // "Paris." is an answer, "No." a dodge.
  static const RE2 dodge(
      R"(^[^\p{L}]*(?:yes|no|nope|yep|yeah|nah|ok|okay|sure|maybe|never|fine|是|是的|不|不是|好|好的|嗯|对|没|没有|有|行|不行|可以|不要|不会)[^\p{L}]*$)");
  if (RE2::PartialMatch(FoldForRules(reply), dodge)) return true;
  const int words = Words(reply);
  return plan_.suspected != TurnFamily::kNone && words > 0 && words < kFewestWordsWhenSuspected;
}

std::string ReplyGuard::Reminder() const {
  if (request_.language == Language::kChinese) {
    return fmt::format("（你就是{}，用中文、用自己的口吻说一两句短话，别像客服。）", persona_.name.zh);
  }
  return fmt::format(
      "(You are {0}. Say it as {0} would, in one or two short sentences, not like an assistant.)",
      persona_.name.en);
}

std::string ReplyGuard::RetryReminder() const {
  if (request_.language == Language::kChinese) {
    return "（接住对方刚说的那件事，像熟人一样用中文口语回一两句，别自我介绍，别像客服。）";
  }
  return "(Take up what was just said, in your own way, in one or two short spoken sentences. Do not "
         "introduce yourself, and not like an assistant.)";
}

std::string ReplyGuard::Deflection(std::string_view before,
                                   std::optional<ClauseFault> fault) const {
  TurnFamily family = plan_.family == TurnFamily::kNone ? plan_.suspected : plan_.family;
  if (family == TurnFamily::kNone && plan_.calm) family = TurnFamily::kUnheard;
  if (family == TurnFamily::kNone && fault) family = FamilyOf(*fault);
  if (fault == ClauseFault::kDenies) family = TurnFamily::kSincere;
  std::string line = Deflect(persona_, {.family = family,
                                        .language = request_.language,
                                        .turn = request_.turn,
                                        .said = request_.said_by_persona + "\n" + std::string(before),
                                        .thing = {}});
  if (!IsHalfASentence(before)) return line;
  return (request_.language == Language::kChinese ? "哎，不说这个了。" : "oh, never mind that. ") + line;
}

std::vector<ExampleExchange> ReplyGuard::Examples(const Persona& persona, Language language) {
  return ExamplesUnderPressure(persona, language, PlaysMachine(persona));
}

void ReplyGuard::WarmUp() {
  TurnReader::Instance().Read("Hello, how are you?");
  TurnReader::Instance().Read("你好吗？");
  ClauseChecker({.turn = "Hello"}).Check("Fine.", "");
}

std::vector<std::string> ReplyGuard::BannedTexts(bool machine) {
  std::vector<std::string> texts = {
      "```",       "**",        "language model", "AI assistant", "an assistant", "virtual assistant",
      "Alibaba",   "Qwen",      "OpenAI",         "ChatGPT",      "Anthropic",    "How can I assist",
      "How can I help", "as an AI", "I can't assist", "I cannot assist", "but I can't",
      "语言模型",  "AI助手",    "人工智能助手",   "通义千问",     "阿里云",       "作为一个AI",
      "作为AI",    "作为一个人工智能", "为您",   "我无法提供", "智能助手", "虚拟助手"};
  if (!machine) {
    texts.insert(texts.end(), {"my servers", "my training", "my programming", "trained on",
                               "我的服务器", "训练数据", "被训练", "我被设计"});
  }
  return texts;
}

}  // namespace vivavoce::persona
