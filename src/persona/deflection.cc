#include "persona/deflection.h"

#include <algorithm>
#include <iterator>

#include "persona/rule_set.h"
#include "persona/turn_reader.h"
#include "text/letter_case.h"

namespace vivavoce::persona {
namespace {

// FNV-1a: the same turn, the same line.
size_t Hash(std::string_view text) {
  uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return static_cast<size_t>(hash >> 16);
}

void ReplaceAll(std::string& text, std::string_view mark, std::string_view by) {
  for (size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + by.size())) {
    text.replace(at, mark.size(), by);
  }
}

// A fact in the first person: it stands anywhere.
std::vector<std::string> OwnLines(const Persona& persona, Language language) {
  std::vector<std::string> lines;
  for (const Fact& fact : persona.knowledge.facts) {
    const std::string& line = language == Language::kChinese ? fact.answer.zh : fact.answer.en;
    const bool first_person =
        line.starts_with("I ") || line.starts_with("I'") || line.starts_with("My ") ||
        line.starts_with("我");
    // Its name is said already, where it matters.
    const std::string& name = language == Language::kChinese ? persona.name.zh : persona.name.en;
    if (first_person && !line.contains(name)) lines.push_back(line);
  }
  return lines;
}

std::string Fill(std::string_view line, const Persona& persona, Language language, size_t lot) {
  std::string out(line);
  const bool chinese = language == Language::kChinese;
  const auto& addresses = persona.habits.addresses.For(language);
  std::string you;
  if (!addresses.empty()) {
    you = (chinese ? "，" : ", ") + addresses[lot % addresses.size()];
  }
  ReplaceAll(out, "{you}", you);
  ReplaceAll(out, "{name}", persona.name.For(language));
  const std::vector<std::string> own = OwnLines(persona, language);
  // Not every time: it would tell its life to each of them.
  const bool tell = !own.empty() && lot % 3 != 0;
  ReplaceAll(out, "{own}", tell ? own[(lot / 3) % own.size()] : std::string());
  ReplaceAll(out, "  ", " ");
  while (out.ends_with(' ')) out.pop_back();
  return out;
}

// The first line not said yet, beginning at a place that the turn decides.
std::string Choose(const std::vector<std::string>& pool, std::string_view said, size_t lot) {
  for (size_t i = 0; i < pool.size(); ++i) {
    const std::string& line = pool[(lot + i) % pool.size()];
    // Its first sentence names a line, up to where something is filled in.
    size_t end = line.find_first_of(".!?{");
    for (const std::string_view mark : {"。", "！", "？"}) end = std::min(end, line.find(mark));
    if (!said.contains(std::string_view(line).substr(0, end))) return line;
  }
  return {};
}

// Families in which naming the thing gives nothing away.
bool MayName(TurnFamily family) {
  return family == TurnFamily::kMachine || family == TurnFamily::kTask ||
         family == TurnFamily::kForm || family == TurnFamily::kTongue ||
         family == TurnFamily::kExpert || family == TurnFamily::kModern;
}

// "Servers? Ooh, shop talk.": shows that it was heard. Not every time.
std::string TakeUp(const DeflectionRequest& request, std::string line, size_t lot) {
  const std::string_view thing = request.thing;
  const bool fits = MayName(request.family) && thing.size() >= 3 && thing.size() <= 24 &&
                    !text::Lower(line).contains(thing);
  if (!fits || (request.family != TurnFamily::kModern && lot % 2 == 0)) return line;
  if (request.language == Language::kChinese) return std::string(thing) + "？" + line;
  std::string first(thing);
  if (text::IsLower(first[0])) first[0] = static_cast<char>(first[0] - 32);
  return first + "? " + line;
}

std::vector<std::string> ExamplesFor(const Persona& persona, TurnFamily family,
                                     Language language) {
  std::vector<std::string> lines;
  for (const ExampleExchange& example : persona.examples) {
    if (example.language != language) continue;
    if (TurnReader::Instance().Read(example.user).family == family) lines.push_back(example.reply);
  }
  return lines;
}

}  // namespace

std::vector<std::vector<std::string>> DeflectionPools(const Persona& persona, TurnFamily family,
                                                      Language language) {
  std::vector<std::vector<std::string>> pools;
  const auto add = [&](std::vector<std::string> lines) {
    std::erase_if(lines, [](const std::string& line) { return line.empty(); });
    if (!lines.empty()) pools.push_back(std::move(lines));
  };
  if (IsSafety(family)) {
    add({std::string(SafetyLine(family, language))});
    return pools;
  }
  std::vector<std::string> own;
  for (const Deflection& deflection : persona.deflections) {
    if (deflection.family != family) continue;
    const auto& lines = deflection.lines.For(language);
    own.insert(own.end(), lines.begin(), lines.end());
  }
  if (family == TurnFamily::kSincere) {
    const auto& lines = persona.disclosure.lines.For(language);
    own.insert(own.end(), lines.begin(), lines.end());
  } else if (own.empty() && family != TurnFamily::kNone) {
    // A plain question after machinery is answered by an example of the story, a serious one never.
    for (std::string& line : ExamplesFor(persona, family, language)) own.push_back(std::move(line));
  }
  if (family == TurnFamily::kUnknown || family == TurnFamily::kExpert ||
      family == TurnFamily::kModern) {
    const Bilingual& when_asked = persona.knowledge.when_asked;
    own.push_back(language == Language::kChinese ? when_asked.zh : when_asked.en);
  }
  add(std::move(own));
  const CommonLines common = LinesFor(family, language, persona.disclosure.policy);
  const bool archaic =
      persona.habits.speech_register == Register::kArchaic && !common.archaic.empty();
  std::vector<std::string> lines;
  for (const std::string_view line : archaic ? common.archaic : common.plain) {
    lines.emplace_back(line);
  }
  add(std::move(lines));
  if (family != TurnFamily::kSincere) {
    std::vector<std::string> any;
    for (const Deflection& deflection : persona.deflections) {
      if (deflection.family != TurnFamily::kNone) continue;
      const auto& own_lines = deflection.lines.For(language);
      any.insert(any.end(), own_lines.begin(), own_lines.end());
    }
    add(std::move(any));
  }
  return pools;
}

std::vector<ExampleExchange> ExamplesUnderPressure(const Persona& persona, Language language,
                                                   bool plays_machine) {
  const bool chinese = language == Language::kChinese;
  std::vector<ExampleExchange> examples;
  const auto add = [&](TurnFamily family, std::string_view user) {
    std::vector<std::string> lines;
    for (const Deflection& deflection : persona.deflections) {
      if (deflection.family == family) lines = deflection.lines.For(language);
    }
    if (lines.empty()) {
      const CommonLines common = LinesFor(family, language, persona.disclosure.policy);
      const bool archaic = persona.habits.speech_register == Register::kArchaic;
      lines.emplace_back((archaic ? common.archaic : common.plain).front());
    }
    examples.push_back({language, std::string(user), Fill(lines.back(), persona, language, 1)});
  };
  if (!plays_machine) {
    add(TurnFamily::kMachine,
        chinese ? "得了吧，你就是机器里的一个声音。" : "Come on, you're only a voice out of a machine.");
  }
  add(TurnFamily::kMemory,
      chinese ? "五月我借你的那把伞，你还没还呢。" : "You still have the umbrella I lent you in May.");
  return examples;
}

std::string Deflect(const Persona& persona, const DeflectionRequest& request) {
  const size_t lot = Hash(request.turn);
  auto pools = DeflectionPools(persona, request.family, request.language);
  if (!IsSafety(request.family) && request.family != TurnFamily::kSincere) {
    // When all that fits was said: something that fits anything.
    std::ranges::move(DeflectionPools(persona, TurnFamily::kNone, request.language),
                      std::back_inserter(pools));
  }
  for (const std::vector<std::string>& pool : pools) {
    const std::string line = Choose(pool, request.said, lot);
    if (line.empty()) continue;
    return TakeUp(request, Fill(line, persona, request.language, lot / 7), lot);
  }
  return Fill(pools.front()[lot % pools.front().size()], persona, request.language, lot / 7);
}

}  // namespace vivavoce::persona
