#include "persona/finding.h"

#include <fmt/core.h>

namespace vivavoce::persona {
namespace {

std::string Place(const Finding& finding) {
  return finding.line > 0 ? fmt::format("{}:{}", finding.source, finding.line) : finding.source;
}

}  // namespace

std::string Finding::ToString() const {
  return fmt::format("{}: {}: {}{}{}", Place(*this),
                     severity == Severity::kError ? "error" : "warning", field,
                     field.empty() ? "" : ": ", message);
}

Error Finding::ToError() const {
  return Error::InvalidArgument(fmt::format("{}: {}", Place(*this), message), field);
}

}  // namespace vivavoce::persona
