#include "eval/expressive_set.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "text/speech_markup.h"

namespace vivavoce::eval {
namespace {

std::vector<std::string_view> SplitAt(std::string_view text, char mark) {
  std::vector<std::string_view> parts;
  while (true) {
    const size_t at = text.find(mark);
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

std::string WithoutMarks(std::string_view directed) {
  text::MarkupReader reader;
  std::string words = reader.Read(directed).text;
  return words + reader.Finish().text;
}

// "You did?" -> "You did."
std::string AsStatement(std::string text) {
  for (const auto& [asks, states] : {std::pair("?", "."), std::pair("？", "。")}) {
    const std::string_view mark(asks);
    if (text.ends_with(mark)) text.replace(text.size() - mark.size(), mark.size(), states);
  }
  return text;
}

Result<ExpressiveText> ParseExpressiveLine(std::string_view line, const std::string& where) {
  const auto fields = SplitAt(line, '\t');
  if (fields.size() != 4) {
    return Fail(Error::InvalidArgument("must have 4 fields parted by tabs", where));
  }
  const auto name = std::ranges::find(kExpressionNames, fields[0]);
  if (name == kExpressionNames.end()) {
    return Fail(Error::InvalidArgument(
        fmt::format("'{}' is no expression that can be measured", fields[0]), where));
  }
  if (fields[1] != "en" && fields[1] != "zh") {
    return Fail(Error::InvalidArgument("language must be en or zh", where));
  }
  ExpressiveText text;
  text.expression = static_cast<Expression>(name - kExpressionNames.begin());
  text.language = LanguageFromCode(fields[1]);
  text.source = fields[2];
  text.directed = fields[3];
  text.neutral = WithoutMarks(text.directed);
  if (text.expression == Expression::kQuestion) text.neutral = AsStatement(text.neutral);
  if (text.neutral.empty()) return Fail(Error::InvalidArgument("there are no words", where));
  if (text.neutral == text.directed) {
    return Fail(Error::InvalidArgument("there is no direction in the text", where));
  }
  return text;
}

}  // namespace

Result<std::vector<ExpressiveText>> ParseExpressiveTexts(std::string_view text,
                                                         std::string_view source) {
  std::vector<ExpressiveText> texts;
  std::map<std::string, size_t> counts;
  int line_number = 0;
  for (const std::string_view line : SplitAt(text, '\n')) {
    ++line_number;
    if (line.empty() || line[0] == '#') continue;
    auto parsed = ParseExpressiveLine(line, fmt::format("{}:{}", source, line_number));
    if (!parsed) return Fail(parsed.error());
    const std::string kind = fmt::format("{}-{}", ExpressionName(parsed->expression),
                                         LanguageCode(parsed->language));
    parsed->number = ++counts[kind];
    parsed->id = fmt::format("{}-{:02}", kind, parsed->number);
    parsed->held_out = parsed->number % 2 == 0;
    texts.push_back(*std::move(parsed));
  }
  if (texts.empty()) return Fail(Error::InvalidArgument("must hold a text", std::string(source)));
  return texts;
}

}  // namespace vivavoce::eval
