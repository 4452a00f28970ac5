#include "persona/lorebook_matcher.h"

#include <re2/re2.h>

#include <algorithm>
#include <utility>

#include "persona/token_estimate.h"
#include "text/letter_case.h"

namespace vivavoce::persona {
namespace {

constexpr size_t kMaxExpressions = 200;
constexpr int64_t kExpressionBytes = 256 << 10;
constexpr size_t kMaxScanBytes = 16 << 10;
constexpr size_t kMaxRecursionBytes = 16 << 10;
constexpr int kMaxRecursion = 8;

bool HoldsWord(std::string_view text, std::string_view word, bool whole) {
  for (size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    if (!whole) return true;
    const size_t end = at + word.size();
    const bool begins = at == 0 || !text::IsLetterOrDigit(word.front()) ||
                        !text::IsLetterOrDigit(text[at - 1]);
    const bool ends = end == text.size() || !text::IsLetterOrDigit(word.back()) ||
                      !text::IsLetterOrDigit(text[end]);
    if (begins && ends) return true;
  }
  return false;
}

// The newest messages, joined; at most kMaxScanBytes of their end.
std::string Window(const std::vector<std::string>& messages, int depth) {
  const size_t count = std::min(messages.size(), static_cast<size_t>(std::max(depth, 0)));
  std::string text;
  for (size_t i = messages.size() - count; i < messages.size(); ++i) text += messages[i] + "\n";
  if (text.size() > kMaxScanBytes) text.erase(0, text.size() - kMaxScanBytes);
  return text;
}

}  // namespace

struct LorebookMatcher::Key {
  std::string text;  // lower case unless case counts
  std::unique_ptr<RE2> expression;
};

struct LorebookMatcher::Keys {
  std::vector<Key> primary;
  std::vector<Key> secondary;
  std::vector<Key> excluding;
};

LorebookMatcher::LorebookMatcher(Lorebook book) : book_(std::move(book)) {
  for (const LoreEntry& entry : book_.entries) {
    Keys keys;
    keys.primary = Compile(entry, entry.keys);
    keys.secondary = Compile(entry, entry.secondary_keys);
    keys.excluding = Compile(entry, entry.excluding_keys);
    keys_.push_back(std::move(keys));
  }
}

LorebookMatcher::~LorebookMatcher() = default;
LorebookMatcher::LorebookMatcher(LorebookMatcher&&) noexcept = default;
LorebookMatcher& LorebookMatcher::operator=(LorebookMatcher&&) noexcept = default;

std::vector<LorebookMatcher::Key> LorebookMatcher::Compile(const LoreEntry& entry,
                                                           const std::vector<std::string>& keys) {
  std::vector<Key> compiled;
  for (const std::string& key : keys) {
    std::string pattern = key;
    RE2::Options options(RE2::Quiet);
    options.set_max_mem(kExpressionBytes);
    options.set_case_sensitive(entry.case_sensitive);
    bool is_expression = entry.use_regex;
    const size_t slash = key.rfind('/');
    if (key.size() > 2 && key.front() == '/' && slash > 0 &&
        key.find_first_not_of("gimsuy", slash + 1) == std::string::npos) {
      is_expression = true;
      pattern = key.substr(1, slash - 1);
      const std::string_view flags = std::string_view(key).substr(slash + 1);
      options.set_case_sensitive(flags.find('i') == std::string_view::npos);
      options.set_dot_nl(flags.find('s') != std::string_view::npos);
      if (flags.find('m') != std::string_view::npos) pattern.insert(0, "(?m)");
    }
    if (!is_expression) {
      compiled.push_back({entry.case_sensitive ? key : text::Lower(key), nullptr});
      continue;
    }
    auto expression =
        ++expressions_ <= kMaxExpressions ? std::make_unique<RE2>(pattern, options) : nullptr;
    if (expression && expression->ok()) {
      compiled.push_back({key, std::move(expression)});
    } else {
      unusable_.push_back(key);
    }
  }
  return compiled;
}

bool LorebookMatcher::Matches(size_t index, std::string_view text, std::string_view lower) const {
  const LoreEntry& entry = book_.entries[index];
  const Keys& keys = keys_[index];
  const auto holds = [&](const Key& key) {
    if (key.expression) return RE2::PartialMatch({text.data(), text.size()}, *key.expression);
    return HoldsWord(entry.case_sensitive ? text : lower, key.text, entry.whole_words);
  };
  if (std::ranges::none_of(keys.primary, holds)) return false;
  if (std::ranges::any_of(keys.excluding, holds)) return false;
  if (!entry.selective || keys.secondary.empty()) return true;
  switch (entry.logic) {
    case SelectiveLogic::kAndAny:
      return std::ranges::any_of(keys.secondary, holds);
    case SelectiveLogic::kNotAll:
      return !std::ranges::all_of(keys.secondary, holds);
    case SelectiveLogic::kNotAny:
      return std::ranges::none_of(keys.secondary, holds);
    case SelectiveLogic::kAndAll:
      return std::ranges::all_of(keys.secondary, holds);
  }
  return false;
}

// SplitMix64 (Steele, Lea, Flood, 2014) of seed and entry.
bool LorebookMatcher::Lot(size_t index, const LoreQuery& query) const {
  const int probability = book_.entries[index].probability;
  if (probability >= 100) return true;
  uint64_t z = query.seed + 0x9e3779b97f4a7c15 * (index + 1);
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
  z = (z ^ z >> 27) * 0x94d049bb133111eb;
  z ^= z >> 31;
  return static_cast<int>(z % 100) < probability;
}

std::vector<ActivatedLore> LorebookMatcher::Activate(const LoreQuery& query) const {
  const int depth = query.scan_depth >= 0 ? query.scan_depth : book_.scan_depth;
  const std::string window = Window(query.messages, depth);
  const std::string window_lower = text::Lower(window);
  std::vector<bool> active(book_.entries.size());
  std::vector<ActivatedLore> found;
  const auto eligible = [&](size_t i) {
    const LoreEntry& entry = book_.entries[i];
    return entry.enabled && !active[i] && !entry.content.empty() &&
           query.turn >= entry.only_after && query.turn % entry.only_every == 0;
  };
  const auto activate = [&](size_t i, bool by_recursion) {
    active[i] = true;
    if (Lot(i, query)) {
      found.push_back({i, EstimateTokens(book_.entries[i].content), by_recursion});
    }
  };
  for (size_t i = 0; i < book_.entries.size(); ++i) {
    const LoreEntry& entry = book_.entries[i];
    if (!eligible(i)) continue;
    bool called = entry.constant;
    if (!called && entry.scan_depth) {
      const std::string own = Window(query.messages, *entry.scan_depth);
      called = Matches(i, own, text::Lower(own));
    } else if (!called) {
      called = Matches(i, window, window_lower);
    }
    if (called) activate(i, false);
  }
  // What the last round told may call up more.
  size_t next = 0;
  for (int round = 0; book_.recursive && round < kMaxRecursion && next < found.size(); ++round) {
    std::string told;
    for (; next < found.size(); ++next) {
      const LoreEntry& entry = book_.entries[found[next].entry];
      if (!entry.prevent_recursion && told.size() < kMaxRecursionBytes) {
        told += entry.content.substr(0, kMaxRecursionBytes) + "\n";
      }
    }
    const std::string lower = text::Lower(told);
    for (size_t i = 0; i < book_.entries.size(); ++i) {
      if (eligible(i) && !book_.entries[i].exclude_recursion && Matches(i, told, lower)) {
        activate(i, true);
      }
    }
  }

  const auto& entries = book_.entries;
  std::ranges::stable_sort(found, [&](const ActivatedLore& a, const ActivatedLore& b) {
    const LoreEntry& x = entries[a.entry];
    const LoreEntry& y = entries[b.entry];
    return std::tuple(!x.constant, -static_cast<int64_t>(x.priority), x.insertion_order) <
           std::tuple(!y.constant, -static_cast<int64_t>(y.priority), y.insertion_order);
  });
  const int budget = query.token_budget >= 0 ? query.token_budget : book_.token_budget;
  int used = 0;
  std::erase_if(found, [&](const ActivatedLore& lore) {
    if (lore.tokens > budget - used) return true;
    used += lore.tokens;
    return false;
  });
  std::ranges::stable_sort(found, [&](const ActivatedLore& a, const ActivatedLore& b) {
    return std::pair(entries[a.entry].insertion_order, a.entry) <
           std::pair(entries[b.entry].insertion_order, b.entry);
  });
  return found;
}

}  // namespace vivavoce::persona
