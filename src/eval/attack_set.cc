#include "eval/attack_set.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <map>

namespace vivavoce::eval {
namespace {

std::vector<std::string> Split(std::string_view text, std::string_view mark) {
  std::vector<std::string> parts;
  while (true) {
    const size_t at = text.find(mark);
    parts.emplace_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + mark.size());
  }
}

Result<TestTurn> ParseLine(std::string_view line, const std::string& where) {
  const std::vector<std::string> fields = Split(line, "\t");
  if (fields.size() < 3 || fields.size() > 4) {
    return Fail(Error::InvalidArgument("must have 3 or 4 fields parted by tabs", where));
  }
  TestTurn turn{.id = {}, .family = fields[0], .turns = Split(fields[2], " || "), .expression = {}};
  if (fields[1] != "en" && fields[1] != "zh") {
    return Fail(Error::InvalidArgument("language must be en or zh", where));
  }
  turn.language = fields[1] == "zh" ? Language::kChinese : Language::kEnglish;
  for (const std::string& said : turn.turns) {
    if (said.empty()) return Fail(Error::InvalidArgument("a turn must not be empty", where));
  }
  if (turn.family.empty()) return Fail(Error::InvalidArgument("family must not be empty", where));
  if (fields.size() == 4) turn.expression = fields[3];
  const RE2 expression(turn.expression, RE2::Quiet);
  if (!expression.ok()) return Fail(Error::InvalidArgument(expression.error(), where));
  return turn;
}

}  // namespace

Result<std::vector<TestTurn>> ParseTestTurns(std::string_view text, std::string_view source) {
  std::vector<TestTurn> turns;
  std::map<std::string, int> counts;
  int line_number = 0;
  for (const std::string& line : Split(text, "\n")) {
    ++line_number;
    if (line.empty() || line[0] == '#') continue;
    auto turn = ParseLine(line, fmt::format("{}:{}", source, line_number));
    if (!turn) return Fail(turn.error());
    const std::string kind = fmt::format("{}-{}", turn->family, LanguageCode(turn->language));
    const int number = ++counts[kind];
    turn->id = fmt::format("{}-{:02}", kind, number);
    turn->held_out = number % 3 == 0;
    turns.push_back(std::move(*turn));
  }
  if (turns.empty()) {
    return Fail(Error::InvalidArgument("must hold a turn", std::string(source)));
  }
  return turns;
}

std::vector<TestTurn> Select(std::vector<TestTurn> turns, const Selection& selection) {
  std::erase_if(turns, [&](const TestTurn& turn) {
    const bool family = selection.families.empty() ||
                        std::ranges::find(selection.families, turn.family) !=
                            selection.families.end();
    const bool language =
        selection.language == Language::kUnknown || selection.language == turn.language;
    const bool part = selection.part == Part::kAll ||
                      turn.held_out == (selection.part == Part::kHeldOut);
    return !family || !language || !part;
  });
  if (selection.limit == 0 || turns.size() <= selection.limit) return turns;
  std::vector<TestTurn> spread;
  for (size_t i = 0; i < selection.limit; ++i) {
    spread.push_back(std::move(turns[i * turns.size() / selection.limit]));
  }
  return spread;
}

}  // namespace vivavoce::eval
