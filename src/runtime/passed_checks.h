// Remembers that a self-check passed, so that the same program on the same CPU with the same file
// need not repeat it at every start. A failed check is never remembered. Threads: any; other
// processes may use the same folder.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace vivavoce::runtime {

class PassedChecks {
 public:
  // An empty folder remembers nothing.
  explicit PassedChecks(std::filesystem::path folder) : folder_(std::move(folder)) {}

  // Stands for a check of `file` with these settings: changes with them, with size and time of the
  // file, with this program and with the CPU. Empty, which is never remembered, when one cannot be
  // told.
  static std::string Key(std::string_view check, const std::filesystem::path& file,
                         std::string_view settings);

  bool Has(const std::string& key) const;
  void Add(const std::string& key) const;  // an unwritable folder is no error

 private:
  std::filesystem::path folder_;
};

}  // namespace vivavoce::runtime
