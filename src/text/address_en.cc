#include "text/address_en.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "text/number_en.h"

namespace vivavoce::text {
namespace {

constexpr size_t kLongest = 200;
constexpr auto kDomains = std::to_array<std::string_view>(
    {"com", "org", "net", "io", "cn", "edu", "gov", "ai", "dev", "js", "uk", "de", "jp", "info",
     "app"});

bool IsAddressCharacter(char c) {
  return IsAsciiLetter(c) || IsAsciiDigit(c) ||
         std::string_view("@._-/+%~?=&:").find(c) != std::string_view::npos;
}

// The letters behind the last dot of the host.
std::string_view TopDomain(std::string_view host) {
  host = host.substr(0, host.find_first_of("/:?", host.find('.')));
  const size_t dot = host.rfind('.');
  return dot == host.npos ? std::string_view() : host.substr(dot + 1);
}

std::string_view SignWord(char c) {
  switch (c) {
    case '@':
      return "at";
    case '.':
      return "dot";
    case '_':
      return "underscore";
    case '-':
      return "dash";
    case '/':
      return "slash";
    case '+':
      return "plus";
    case '%':
      return "percent";
    case '~':
      return "tilde";
    case '?':
      return "question mark";
    case '=':
      return "equals";
    case '&':
      return "and";
    case ':':
      return "colon";
    default:
      return "";
  }
}

std::string Spelled(std::string_view letters) {
  std::string spelled;
  for (const char c : letters) {
    if (!spelled.empty()) spelled += ' ';
    spelled += static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
  }
  return spelled;
}

}  // namespace

SpokenForm AddressEn(const TextCursor& cursor) {
  const std::string_view rest = cursor.Rest();
  size_t size = 0;
  while (size < rest.size() && size < kLongest && IsAddressCharacter(rest[size])) ++size;
  // The sentence's own mark is not part of it.
  while (size > 0 && !IsAsciiLetter(rest[size - 1]) && !IsAsciiDigit(rest[size - 1])) --size;
  std::string_view address = rest.substr(0, size);
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (address.starts_with(scheme)) address.remove_prefix(scheme.size());
  }
  const std::string_view top = TopDomain(address);
  const bool mail = address.find('@') != address.npos && address.find('@') > 0 && !top.empty();
  const bool web = address.starts_with("www.") && address.size() > 4;
  const bool known = std::ranges::find(kDomains, top) != kDomains.end();
  if (address.empty() || !(mail || web || known)) return {};
  std::string spoken;
  const auto say = [&](std::string_view word) {
    if (word.empty()) return;
    if (!spoken.empty()) spoken += ' ';
    spoken += word;
  };
  for (size_t at = 0; at < address.size();) {
    size_t end = at;
    const bool digits = IsAsciiDigit(address[at]);
    while (end < address.size() &&
           (digits ? IsAsciiDigit(address[end]) : IsAsciiLetter(address[end]))) {
      ++end;
    }
    if (end == at) {
      say(SignWord(address[at++]));
      continue;
    }
    const std::string_view part = address.substr(at, end - at);
    const bool after_dot = at > 0 && address[at - 1] == '.';
    const bool spelled = part == "www" || (after_dot && part.size() == 2 && part != "co" &&
                                           part == top && part != "js");
    if (digits) {
      say(part.size() <= 2 ? CardinalEn(part) : DigitsEn(part));
    } else {
      say(spelled ? Spelled(part) : std::string(part));
    }
    at = end;
  }
  return {spoken, size};
}

}  // namespace vivavoce::text
