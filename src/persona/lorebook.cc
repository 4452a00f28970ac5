#include "persona/lorebook.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstdlib>

namespace vivavoce::persona {
namespace {

constexpr size_t kMaxEntries = 5000;
constexpr size_t kMaxKeys = 10'000;

std::vector<std::string> SplitByComma(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const size_t comma = std::min(text.find(','), text.size());
    std::string_view part = text.substr(0, comma);
    while (!part.empty() && part.front() == ' ') part.remove_prefix(1);
    while (!part.empty() && part.back() == ' ') part.remove_suffix(1);
    if (!part.empty()) parts.emplace_back(part);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return parts;
}

int Number(const std::string& text) {
  return static_cast<int>(std::clamp<long>(std::strtol(text.c_str(), nullptr, 10), 0, 1'000'000));
}

// Lines "@@name value" at the head of a V3 entry. All are taken off, known or not: "@@@name" is a
// replacement for the decorator above it, for readers that do not know that one.
void TakeDecorators(LoreEntry& entry) {
  std::string_view rest = entry.content;
  while (rest.starts_with("@@")) {
    const size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(2, end - 2);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    const size_t space = std::min(line.find(' '), line.size());
    const std::string_view name = line.substr(0, space);
    const std::string value(line.substr(std::min(space + 1, line.size())));
    if (name == "depth") {
      entry.position = LorePosition::kAtDepth;
      entry.depth = Number(value);
    } else if (name == "scan_depth") {
      entry.scan_depth = Number(value);
    } else if (name == "activate") {
      entry.constant = true;
    } else if (name == "dont_activate") {
      entry.enabled = false;
    } else if (name == "activate_only_after") {
      entry.only_after = Number(value);
    } else if (name == "activate_only_every") {
      entry.only_every = std::max(1, Number(value));
    } else if (name == "additional_keys") {
      for (std::string& key : SplitByComma(value)) entry.keys.push_back(std::move(key));
    } else if (name == "exclude_keys") {
      for (std::string& key : SplitByComma(value)) entry.excluding_keys.push_back(std::move(key));
    }
  }
  entry.content = std::string(rest);
}

LoreEntry ParseEntry(const Json& json) {
  static const Json kNone = Json::object();
  const Json* extensions = ObjectOr(json, "extensions");
  const Json& extra = extensions ? *extensions : kNone;
  LoreEntry entry;
  entry.keys = StringsOr(json, "keys");
  if (entry.keys.empty()) entry.keys = StringsOr(json, "key");  // SillyTavern's own files
  entry.secondary_keys = StringsOr(json, "secondary_keys");
  if (entry.secondary_keys.empty()) entry.secondary_keys = StringsOr(json, "keysecondary");
  std::erase(entry.keys, "");
  std::erase(entry.secondary_keys, "");
  entry.content = StringOr(json, "content");
  entry.name = StringOr(json, "name");
  if (entry.name.empty()) entry.name = StringOr(json, "comment");
  entry.enabled = BoolOr(json, "enabled", true) && !BoolOr(json, "disable", false);
  entry.constant = BoolOr(json, "constant", false);
  entry.selective = BoolOr(json, "selective", false);
  entry.logic = static_cast<SelectiveLogic>(
      std::clamp(IntOr(extra, "selectiveLogic", IntOr(json, "selectiveLogic", 0)), 0, 3));
  entry.case_sensitive = BoolOr(json, "case_sensitive", BoolOr(extra, "case_sensitive", false));
  entry.whole_words = BoolOr(extra, "match_whole_words", false);
  entry.use_regex = BoolOr(json, "use_regex", false);
  entry.insertion_order = IntOr(json, "insertion_order", IntOr(json, "order", 0));
  entry.priority = IntOr(json, "priority", 0);
  if (BoolOr(extra, "useProbability", true)) {
    entry.probability = std::clamp(IntOr(extra, "probability", 100), 0, 100);
  }
  if (StringOr(json, "position") == "after_char" || IntOr(extra, "position", 0) == 1) {
    entry.position = LorePosition::kAfterCharacter;
  }
  if (IntOr(extra, "position", 0) == 4) {
    entry.position = LorePosition::kAtDepth;
    entry.depth = std::max(0, IntOr(extra, "depth", 4));
  }
  if (extra.contains("scan_depth") && extra["scan_depth"].is_number()) {
    entry.scan_depth = std::max(0, IntOr(extra, "scan_depth", 0));
  }
  entry.exclude_recursion = BoolOr(extra, "exclude_recursion", false);
  entry.prevent_recursion = BoolOr(extra, "prevent_recursion", false);
  TakeDecorators(entry);
  return entry;
}

}  // namespace

Result<Lorebook> ParseLorebook(const Json& outer) {
  // A file of its own wraps the book: {"spec": "lorebook_v3", "data": {...}}.
  const Json* data = ObjectOr(outer, "data");
  const Json& json = data && !outer.contains("entries") ? *data : outer;
  const auto it = json.is_object() ? json.find("entries") : json.end();
  if (!json.is_object() || it == json.end() || !(it->is_array() || it->is_object())) {
    return Fail(Error::Corrupt("a lorebook needs a list of entries", "entries"));
  }
  if (it->size() > kMaxEntries) {
    return Fail(Error::Corrupt(
        fmt::format("{} entries are too many for a lorebook (at most {})", it->size(), kMaxEntries),
        "entries"));
  }
  Lorebook book;
  book.name = StringOr(json, "name");
  book.scan_depth = std::clamp(IntOr(json, "scan_depth", book.scan_depth), 0, 1000);
  book.token_budget = std::clamp(IntOr(json, "token_budget", book.token_budget), 0, 1'000'000);
  book.recursive = BoolOr(json, "recursive_scanning", false);
  size_t keys = 0;
  for (const Json& element : *it) {
    if (!element.is_object()) continue;
    book.entries.push_back(ParseEntry(element));
    const LoreEntry& entry = book.entries.back();
    keys += entry.keys.size() + entry.secondary_keys.size() + entry.excluding_keys.size();
    if (keys > kMaxKeys) {
      return Fail(Error::Corrupt(
          fmt::format("more than {} keys are too many for a lorebook", kMaxKeys), "entries"));
    }
  }
  return book;
}

}  // namespace vivavoce::persona
