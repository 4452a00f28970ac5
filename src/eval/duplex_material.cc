#include "eval/duplex_material.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>
#include "eval/set_lines.h"

namespace vivavoce::eval {
namespace {

constexpr std::pair<std::string_view, DuplexRole> kDuplexRoles[] = {
    {"reply", DuplexRole::kReply},         {"say", DuplexRole::kSay},
    {"pause", DuplexRole::kPause},         {"stop", DuplexRole::kStop},
    {"interrupt", DuplexRole::kInterrupt}, {"backchannel", DuplexRole::kBackchannel},
    {"aside", DuplexRole::kAside},         {"noise", DuplexRole::kNoise}};

std::optional<DuplexRole> DuplexRoleNamed(std::string_view name) {
  const auto found = std::ranges::find(kDuplexRoles, name, [](const auto& e) { return e.first; });
  if (found == std::end(kDuplexRoles)) return std::nullopt;
  return found->second;
}

// Takes the marks out and notes where the words behind them begin.
void TakePauses(std::string_view marked, DuplexPhrase& phrase) {
  for (size_t i = 0; i < marked.size(); ++i) {
    if (marked[i] != '|') {
      phrase.text += marked[i];
      continue;
    }
    // "a | b" is "a b", "我 | 你" is "我你".
    while (phrase.text.ends_with(' ')) phrase.text.pop_back();
    while (i + 1 < marked.size() && marked[i + 1] == ' ') ++i;
    if (phrase.language == Language::kEnglish) phrase.text += ' ';
    phrase.pauses.push_back(phrase.text.size());
  }
}

}  // namespace

Result<std::vector<DuplexPhrase>> ParseDuplexPhrases(std::string_view text,
                                                     std::string_view source) {
  std::vector<DuplexPhrase> phrases;
  std::map<std::string, int> counts;
  const Status read = EachSetLine(text, source, [&](std::string_view line, std::string where) {
    const auto wrong = [&](const char* what) -> Status {
      return Fail(Error::InvalidArgument(what, where));
    };
    const size_t first = line.find('\t');
    const size_t second = first == line.npos ? line.npos : line.find('\t', first + 1);
    if (second == line.npos) return wrong("must have 3 fields parted by tabs");
    const std::string_view kind = line.substr(0, first);
    const std::string_view code = line.substr(first + 1, second - first - 1);
    const auto role = DuplexRoleNamed(kind);
    if (!role || *role == DuplexRole::kNoise) return wrong("no such kind of phrase");
    DuplexPhrase phrase{.role = *role, .name = {}, .language = LanguageFromCode(code), .text = {},
                        .pauses = {}};
    if (phrase.language == Language::kUnknown) return wrong("language must be en or zh");
    TakePauses(line.substr(second + 1), phrase);
    if (phrase.text.empty()) return wrong("the text must not be empty");
    if ((*role == DuplexRole::kPause) == phrase.pauses.empty()) {
      return wrong("a text of the kind pause, and only such a one, has a \"|\"");
    }
    const std::string group = fmt::format("{}-{}", kind, code);
    phrase.name = fmt::format("{}-{:02}", group, ++counts[group]);
    phrases.push_back(std::move(phrase));
    return Status();
  });
  if (!read) return Fail(read.error());
  return phrases;
}

Result<std::vector<DuplexClip>> ParseDuplexSet(std::string_view text, std::string_view source) {
  std::vector<DuplexClip> clips;
  const Status read = EachSetLine(text, source, [&](std::string_view line, std::string where) {
    const auto wrong = [&](const char* what) -> Status {
      return Fail(Error::InvalidArgument(what, where));
    };
    const nlohmann::json json = nlohmann::json::parse(line, nullptr, /*allow_exceptions=*/false);
    if (!json.is_object()) return wrong("must be a JSON object");
    for (const char* field : {"file", "lang", "role"}) {
      if (json.contains(field) && !json[field].is_string()) return wrong("must hold strings");
    }
    DuplexClip clip{.role = DuplexRole::kSay,
                    .file = json.value("file", ""),
                    .language = LanguageFromCode(json.value("lang", ""))};
    if (clip.file.empty()) return wrong("file is missing");
    const auto role = DuplexRoleNamed(json.value("role", "say"));
    if (!role || *role == DuplexRole::kReply) return wrong("no such role");
    clip.role = *role;
    if (clip.language == Language::kUnknown && clip.role != DuplexRole::kNoise) {
      return wrong("lang must be en or zh");
    }
    clips.push_back(std::move(clip));
    return Status();
  });
  if (!read) return Fail(read.error());
  return clips;
}

}  // namespace vivavoce::eval
