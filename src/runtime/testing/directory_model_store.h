// A ModelStore over a directory that is already filled: <root>/<id>/<file>, whatever lies there.
// Threads: as ModelStore.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "runtime/model_store.h"

namespace vivavoce::runtime {

class DirectoryModelStore final : public ModelStore {
 public:
  explicit DirectoryModelStore(std::filesystem::path root) : root_(std::move(root)) {}

  // The models that are installed on this machine.
  static Result<DirectoryModelStore> OfHome() {
    Result<std::filesystem::path> home = HomeDirectory();
    if (!home) return Fail(home.error());
    return DirectoryModelStore(*home / "models");
  }

  Result<std::filesystem::path> File(std::string_view model_id,
                                     std::string_view file) const override {
    std::filesystem::path path = root_ / model_id / file;
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error)) {
      return Fail(Error::NotFound("model file " + path.string() + " is missing"));
    }
    return path;
  }

 private:
  std::filesystem::path root_;
};

}  // namespace vivavoce::runtime
