#include "dialogue/opener_shelf.h"

#include <algorithm>
#include <utility>

namespace vivavoce::dialogue {

std::shared_ptr<const Opener> OpenerShelf::Choose(std::span<const std::string> lines,
                                                  const std::string& voice, float speed,
                                                  std::string_view last) const {
  const std::lock_guard lock(mutex_);
  std::vector<std::shared_ptr<const Opener>> ready;
  for (const std::string& line : lines) {
    const auto it = shelf_.find({voice, speed, line});
    if (it != shelf_.end() && it->second) ready.push_back(it->second);
  }
  if (ready.size() > 1) {
    std::erase_if(ready, [&](const auto& opener) { return opener->text == last; });
  }
  if (ready.empty()) return nullptr;
  std::ranges::stable_sort(ready, {}, [](const auto& opener) { return opener->LengthMs(); });
  const auto long_enough = std::ranges::find_if(ready, [&](const auto& opener) {
    return static_cast<double>(opener->LengthMs()) >= wait_ms_;
  });
  return long_enough == ready.end() ? ready.back() : *long_enough;
}

std::shared_ptr<const Opener> OpenerShelf::Next(std::span<const std::string> lines,
                                                const std::string& voice, float speed,
                                                std::string_view last) const {
  const std::lock_guard lock(mutex_);
  const auto said = std::ranges::find(lines, last);
  const size_t first = said == lines.end() ? 0 : static_cast<size_t>(said - lines.begin()) + 1;
  for (size_t i = 0; i < lines.size(); ++i) {
    const auto it = shelf_.find({voice, speed, lines[(first + i) % lines.size()]});
    if (it != shelf_.end() && it->second) return it->second;
  }
  return nullptr;
}

std::vector<std::string> OpenerShelf::Claim(std::span<const std::string> lines,
                                            const std::string& voice, float speed) {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> claimed;
  for (const std::string& line : lines) {
    if (shelf_.size() >= kMost) break;
    if (shelf_.try_emplace({voice, speed, line}).second) claimed.push_back(line);
  }
  return claimed;
}

void OpenerShelf::Put(const std::string& voice, float speed, Opener opener) {
  const std::lock_guard lock(mutex_);
  const Key key{voice, speed, opener.text};
  shelf_[key] = std::make_shared<const Opener>(std::move(opener));
}

void OpenerShelf::Learn(int64_t wait_ms) {
  const std::lock_guard lock(mutex_);
  wait_ms_ += kLearning * (static_cast<double>(std::min(wait_ms, kLongestWaitMs)) - wait_ms_);
}

}  // namespace vivavoce::dialogue
