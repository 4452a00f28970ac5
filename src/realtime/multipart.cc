#include "realtime/multipart.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "realtime/dialect.h"

namespace vivavoce::realtime {
namespace {

constexpr size_t kMostHeaderBytes = 8 << 10;
constexpr size_t kMostBoundaryBytes = 70;  // RFC 2046

std::unexpected<Error> Wrong(std::string message) {
  return Fail(Error::InvalidArgument(std::move(message)));
}

// The value of a parameter of a header, quoted or not: name="a \"b\".wav". nullopt: not there, or
// no end of its quotes.
std::optional<std::string> Parameter(std::string_view header, std::string_view wanted) {
  size_t at = header.find(';');
  while (at < header.size()) {
    at = header.find_first_not_of("; \t", at);
    if (at == header.npos) return std::nullopt;
    const size_t equals = header.find('=', at);
    if (equals == header.npos) return std::nullopt;
    std::string_view name = header.substr(at, equals - at);
    while (name.ends_with(' ')) name.remove_suffix(1);
    std::string value;
    at = equals + 1;
    if (at < header.size() && header[at] == '"') {
      for (++at; at < header.size() && header[at] != '"'; ++at) {
        if (header[at] == '\\' && at + 1 < header.size()) ++at;
        value += header[at];
      }
      if (at >= header.size()) return std::nullopt;
      ++at;
    } else {
      const size_t end = std::min(header.find(';', at), header.size());
      value = header.substr(at, end - at);
      at = end;
    }
    if (MatchesPattern(wanted, name)) return value;
  }
  return std::nullopt;
}

// The headers of a part, to the empty line; `rest` begins with them and ends as the content.
Result<FormPart> ParsePart(std::string_view part) {
  const size_t end = part.starts_with("\r\n") ? 0 : part.find("\r\n\r\n");
  if (end == part.npos || end > kMostHeaderBytes) return Wrong("a part has no end of its headers");
  std::string_view headers = part.substr(0, end);
  FormPart parsed;
  parsed.content = part.substr(end == 0 ? 2 : end + 4);
  bool named = false;
  while (!headers.empty()) {
    const size_t line_end = std::min(headers.find("\r\n"), headers.size());
    const std::string_view line = headers.substr(0, line_end);
    headers.remove_prefix(std::min(headers.size(), line_end + 2));
    const size_t colon = line.find(':');
    if (colon == line.npos) return Wrong("a part's header has no colon");
    if (!MatchesPattern("content-disposition", line.substr(0, colon))) continue;
    std::string_view value = line.substr(colon + 1);
    value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
    if (!MatchesPattern("form-data*", value)) return Wrong("a part is not form-data");
    const auto name = Parameter(value, "name");
    if (!name || name->empty()) return Wrong("a part has no name");
    parsed.name = *name;
    parsed.file_name = Parameter(value, "filename").value_or("");
    named = true;
  }
  if (!named) return Wrong("a part has no Content-Disposition");
  return parsed;
}

}  // namespace

Result<std::vector<FormPart>> ParseMultipart(std::string_view content_type, std::string_view body) {
  if (!MatchesPattern("multipart/form-data*", content_type)) {
    return Wrong("the body must be multipart/form-data");
  }
  const auto boundary = Parameter(content_type, "boundary");
  if (!boundary || boundary->empty() || boundary->size() > kMostBoundaryBytes) {
    return Wrong("the Content-Type has no boundary of 1 to 70 characters");
  }
  const std::string first = "--" + *boundary;
  const std::string next = "\r\n" + first;
  // A preamble is allowed by RFC 2046; no client sends one, so the body begins with the boundary.
  if (!body.starts_with(first)) return Wrong("the body does not begin with its boundary");
  body.remove_prefix(first.size());
  std::vector<FormPart> parts;
  while (!body.starts_with("--")) {
    if (!body.starts_with("\r\n")) return Wrong("a boundary is not at the end of its line");
    body.remove_prefix(2);
    const size_t end = body.find(next);
    if (end == body.npos) return Wrong("the closing boundary is missing");
    if (parts.size() == kMostFormParts) {
      return Wrong(fmt::format("more than {} parts", kMostFormParts));
    }
    auto part = ParsePart(body.substr(0, end));
    if (!part) return Fail(part.error());
    parts.push_back(std::move(*part));
    body.remove_prefix(end + next.size());
  }
  return parts;
}

}  // namespace vivavoce::realtime
