// An immutable map from string to string in one block of memory: 180,000 words cost their text and
// eight bytes each. Thread safety: const calls from any thread once Freeze() was called.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vivavoce::text {

class StringTable {
 public:
  // Neither string may hold a NUL byte or the total exceed 4 GiB; an entry with NUL is left out.
  void Add(std::string_view key, std::string_view value);

  // Sorts; the first value added for a key wins. Find() works from here on.
  void Freeze();

  std::optional<std::string_view> Find(std::string_view key) const;
  bool Contains(std::string_view key) const { return Find(key).has_value(); }
  size_t size() const { return entries_.size(); }
  size_t memory_bytes() const;

 private:
  struct Entry {
    uint32_t offset;
    uint16_t key_size;
    uint16_t value_size;
  };
  std::string_view Key(const Entry& entry) const;

  std::string arena_;
  std::vector<Entry> entries_;
};

}  // namespace vivavoce::text
