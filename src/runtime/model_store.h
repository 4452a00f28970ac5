// Where model files are. The manifest (models/manifest.toml, and models the user added) says for
// each model: id, role, licence, origin and its files with size and SHA-256 and the package parts
// they are made of. Files live in <home>/models/<id>/<file>, where <home> is $VIVAVOCE_HOME or
// ~/.cache/vivavoce.
//
// Threads: const methods from any thread; Fetch/Add/Remove by one process at a time (a lock file
// says so).
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/error.h"

namespace vivavoce::runtime {

class ModelStore {
 public:
  virtual ~ModelStore() = default;
  // The path of an installed file. kNotFound says which command fetches it; kCorrupt names a file
  // whose size is not the manifest's. (Hashes are checked when fetched and by `models verify`.)
  virtual Result<std::filesystem::path> File(std::string_view model_id,
                                             std::string_view file) const = 0;
};

// <home> as described above; created if absent.
Result<std::filesystem::path> HomeDirectory();

}  // namespace vivavoce::runtime
