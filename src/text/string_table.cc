#include "text/string_table.h"

#include <algorithm>
#include <limits>

namespace vivavoce::text {

void StringTable::Add(std::string_view key, std::string_view value) {
  constexpr size_t kLongest = std::numeric_limits<uint16_t>::max();
  const bool too_big = key.size() > kLongest || value.size() > kLongest ||
                       arena_.size() + key.size() + value.size() > 0xFFFFFFFFu;
  if (too_big || key.find('\0') != key.npos || value.find('\0') != value.npos) return;
  entries_.push_back({static_cast<uint32_t>(arena_.size()), static_cast<uint16_t>(key.size()),
                      static_cast<uint16_t>(value.size())});
  arena_ += key;
  arena_ += value;
}

void StringTable::Freeze() {
  std::stable_sort(entries_.begin(), entries_.end(),
                   [this](const Entry& a, const Entry& b) { return Key(a) < Key(b); });
  const auto duplicates =
      std::unique(entries_.begin(), entries_.end(),
                  [this](const Entry& a, const Entry& b) { return Key(a) == Key(b); });
  entries_.erase(duplicates, entries_.end());
  entries_.shrink_to_fit();
  arena_.shrink_to_fit();
}

std::optional<std::string_view> StringTable::Find(std::string_view key) const {
  const auto found =
      std::lower_bound(entries_.begin(), entries_.end(), key,
                       [this](const Entry& e, std::string_view k) { return Key(e) < k; });
  if (found == entries_.end() || Key(*found) != key) return std::nullopt;
  return std::string_view(arena_).substr(found->offset + found->key_size, found->value_size);
}

size_t StringTable::memory_bytes() const {
  return arena_.capacity() + entries_.capacity() * sizeof(Entry);
}

std::string_view StringTable::Key(const Entry& entry) const {
  return std::string_view(arena_).substr(entry.offset, entry.key_size);
}

}  // namespace vivavoce::text
