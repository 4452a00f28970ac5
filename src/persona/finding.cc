#include "persona/finding.h"

#include <fmt/core.h>

namespace vivavoce::persona {
namespace {

std::string Place(const Finding& finding) {
  return finding.line > 0 ? fmt::format("{}:{}", finding.source, finding.line) : finding.source;
}

}  // namespace

std::string Finding::ToString(Language language) const {
  const bool error = severity == Severity::kError;
  const Bilingual kind = error ? Bilingual{"error", "错误"} : Bilingual{"warning", "建议"};
  return fmt::format("{}: {}: {}{}{}", Place(*this), kind.For(language), field,
                     field.empty() ? "" : ": ", message.For(language));
}

Error Finding::ToError() const {
  return Error::InvalidArgument(fmt::format("{}: {}", Place(*this), message.en), field);
}

}  // namespace vivavoce::persona
