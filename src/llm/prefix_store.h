// Keys and values of prompt beginnings on disk, so that a program that starts again need not read
// its personas again (250 tokens take 5 s on two old cores; loading them, 10 ms).
// Files are named by what they depend on (program, CPU, model file, cache settings) and by their
// tokens. Only prompts of the server itself belong here, never what a client sent.
// Threads: one at a time; other processes may use the same folder.
#pragma once

#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "llm/llama_handles.h"

namespace vivavoce::llm {

class PrefixStore {
 public:
  static constexpr size_t kMostFiles = 16;  // some 7 MB each; the oldest go

  PrefixStore() = default;  // keeps nothing
  // `key` as of runtime::PassedChecks::Key; an empty folder or key keeps nothing.
  PrefixStore(std::filesystem::path folder, std::string key)
      : folder_(std::move(folder)), key_(std::move(key)) {}

  // `save` writes the state of these tokens to the path it is given; false: it could not. Nothing
  // is done for tokens that are there already. A folder that cannot be written is no error.
  void Keep(std::span<const llama_token> tokens,
            const std::function<bool(const std::filesystem::path&)>& save) const;
  // Files with this key, the newest first.
  std::vector<std::filesystem::path> Files() const;

 private:
  bool IsOff() const { return folder_.empty() || key_.empty(); }
  void RemoveOldest() const;

  std::filesystem::path folder_;
  std::string key_;
};

}  // namespace vivavoce::llm
