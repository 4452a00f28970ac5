#include "realtime/session_settings.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace vivavoce::realtime {

std::optional<std::string> Vocabulary::ResolveVoice(std::string_view name) const {
  if (name.empty()) return std::string();
  if (std::find(voices.begin(), voices.end(), name) != voices.end()) return std::string(name);
  const auto alias = voice_aliases.find(std::string(name));
  if (alias == voice_aliases.end()) return std::nullopt;
  return alias->second;
}

std::string Vocabulary::VoiceNames() const {
  std::vector<std::string_view> names(voices.begin(), voices.end());
  for (const auto& [alias, voice] : voice_aliases) names.push_back(alias);
  return fmt::format("'{}'", fmt::join(names, "', '"));
}

}  // namespace vivavoce::realtime
