// The file of hashed API keys: $VIVAVOCE_HOME/keys, or server.keys_file.
// Threads  Load and Store from any thread; KeysWatcher from one.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/config.h"
#include "base/error.h"
#include "realtime/api_keys.h"

namespace vivavoce::app {

Result<std::filesystem::path> KeysFile(const Config& config);

// No file: no keys. The error names the file.
Result<std::vector<realtime::ApiKey>> LoadKeys(const std::filesystem::path& file);
// Replaces the file in one step, readable by its owner only.
Status StoreKeys(const std::filesystem::path& file, const std::vector<realtime::ApiKey>& keys);

// Tells when the file has changed since it was last looked at.
class KeysWatcher {
 public:
  explicit KeysWatcher(std::filesystem::path file);
  // The keys that hold now; nullopt: unchanged, or unreadable (told in the log; the old ones stay).
  std::optional<std::vector<realtime::ApiKey>> Changed();

 private:
  std::optional<std::string> Content() const;
  std::filesystem::path file_;
  std::optional<std::string> seen_;
};

}  // namespace vivavoce::app
