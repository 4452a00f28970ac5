#include "persona/card_text.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "persona/token_estimate.h"
#include "persona/zlib_codec.h"
#include "text/letter_case.h"
#include "text/speech_text.h"
#include "text/trim.h"
#include "text/utf8.h"

namespace vivavoce::persona {
namespace {

constexpr size_t kMaxExamplePairs = 50;

// "*smiles and waves*": what is between two stars on one line.
std::string WithoutActions(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size();) {
    if (text[i] == '*') {
      const size_t end = text.find('*', i + 1);
      if (end != std::string_view::npos && end > i + 1 &&
          text.substr(i, end - i).find('\n') == std::string_view::npos) {
        out += ' ';
        i = end + 1;
        continue;
      }
    }
    out += text[i++];
  }
  return out;
}

// Whether a sentence ends before `at`.
bool SentenceEndsBefore(std::string_view text, size_t at) {
  constexpr std::array<std::string_view, 4> kWide = {"。", "！", "？", "…"};
  const std::string_view before = text.substr(0, at);
  if (std::ranges::any_of(kWide, [&](std::string_view end) { return before.ends_with(end); })) {
    return true;
  }
  const char last = before.empty() ? ' ' : before.back();
  const bool space = at >= text.size() || text[at] == ' ' || text[at] == '\n';
  return last == '\n' || (space && (last == '.' || last == '!' || last == '?' || last == '"'));
}

}  // namespace

std::string PlainCardText(std::string_view text) {
  std::string out;
  int breaks = 0;
  for (const char c : text::RepairUtf8(text)) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n') {
      if (++breaks == 1) out += c;
    } else if (c == '\t' || c == ' ') {
      if (breaks == 0) out += ' ';
    } else if (byte >= 0x20 && byte != 0x7F) {
      breaks = 0;
      out += c;
    }
  }
  return std::string(text::Trim(out));
}

std::string SpokenCardText(std::string_view text) {
  return text::CleanForSpeech(WithoutActions(PlainCardText(text)));
}

std::string FirstSentences(std::string_view text, int max_tokens) {
  size_t kept = 0;
  for (size_t at = 1; at <= text.size(); ++at) {
    if (at < text.size() && !SentenceEndsBefore(text, at)) continue;
    if (kept > 0 && EstimateTokens(text.substr(0, at)) > max_tokens) break;
    kept = at;
  }
  return std::string(text::Trim(text.substr(0, kept)));
}

std::string FirstBytes(std::string_view text, size_t max_bytes) {
  if (text.size() <= max_bytes) return std::string(text);
  std::string cut(text.substr(0, max_bytes));
  cut.resize(cut.size() - text::IncompleteUtf8Tail(cut));
  return cut;
}

std::string PersonaIdFrom(std::string_view name) {
  std::string id;
  for (const char c : name.substr(0, 200)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80 && std::isalnum(byte)) {
      id += static_cast<char>(std::tolower(byte));
    } else if (byte < 0x80 && !id.empty() && id.back() != '_') {
      id += '_';
    }
    if (id.size() == 64) break;
  }
  while (!id.empty() && id.back() == '_') id.pop_back();
  return id.size() >= 2 ? id : fmt::format("card_{:08x}", Crc32(name));
}

std::vector<std::pair<std::string, std::string>> SplitCardExamples(std::string_view text,
                                                                   std::string_view name) {
  std::vector<std::pair<std::string, std::string>> pairs;
  const std::string own = text::Lower(name) + ":";
  std::string* open = nullptr;  // what further lines belong to
  bool asked = false;
  while (!text.empty() && pairs.size() < kMaxExamplePairs) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text::Trim(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::string lower = text::Lower(line.substr(0, own.size() + 16));
    const auto after = [&](std::string_view prefix) {
      return std::string(text::Trim(line.substr(prefix.size())));
    };
    if (lower.starts_with("<start>")) {
      open = nullptr;
      asked = false;
    } else if (lower.starts_with("{{user}}:") || lower.starts_with("<user>:")) {
      const std::string said = after(lower.starts_with("{") ? "{{user}}:" : "<user>:");
      pairs.emplace_back(said, "");
      open = &pairs.back().first;
      asked = true;
    } else if (lower.starts_with("{{char}}:") || lower.starts_with("<bot>:") ||
               (own.size() > 1 && lower.starts_with(own))) {
      if (!asked) {
        open = nullptr;
        continue;
      }
      const size_t prefix = line.find(':') + 1;
      pairs.back().second = std::string(text::Trim(line.substr(prefix)));
      open = &pairs.back().second;
      asked = false;
    } else if (open && !line.empty()) {
      *open += " ";
      *open += line;
    }
  }
  std::erase_if(pairs, [](const auto& pair) { return pair.first.empty() || pair.second.empty(); });
  return pairs;
}

}  // namespace vivavoce::persona
