#include "realtime/session_settings.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace vivavoce::realtime {

namespace {

// "zf_xiaoxiao:0.6+zf_xiaobei:0.4" of known voices; its shares are the synthesiser's to judge.
bool IsBlend(std::string_view text, const std::vector<std::string>& voices) {
  if (text.find('+') == std::string_view::npos || text.size() > 256) return false;
  while (true) {
    const std::string_view part = text.substr(0, text.find('+'));
    const std::string_view voice = part.substr(0, part.find(':'));
    if (std::find(voices.begin(), voices.end(), voice) == voices.end()) return false;
    if (part.size() == text.size()) return true;
    text.remove_prefix(part.size() + 1);
  }
}

}  // namespace

bool Vocabulary::HasPersona(std::string_view name) const {
  if (has_persona) return has_persona(name);
  return std::find(personas.begin(), personas.end(), name) != personas.end();
}

std::optional<std::string> Vocabulary::ResolveVoice(std::string_view name) const {
  if (name.empty()) return std::string();
  if (std::find(voices.begin(), voices.end(), name) != voices.end()) return std::string(name);
  const auto alias = voice_aliases.find(std::string(name));
  if (alias == voice_aliases.end()) {
    if (HasPersona(name)) return std::string();
    if (IsBlend(name, voices)) return std::string(name);
    return std::nullopt;
  }
  return alias->second;
}

std::string Vocabulary::VoiceNames() const {
  std::vector<std::string_view> names(voices.begin(), voices.end());
  for (const auto& [alias, voice] : voice_aliases) names.push_back(alias);
  return fmt::format("'{}'", fmt::join(names, "', '"));
}

}  // namespace vivavoce::realtime
