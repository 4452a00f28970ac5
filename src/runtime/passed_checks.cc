#include "runtime/passed_checks.h"

#include <fmt/format.h>

#include <fstream>
#include <system_error>

#include "runtime/machine_facts.h"
#include "runtime/sha256.h"

namespace vivavoce::runtime {
namespace {

// Size and time of last change, or nothing.
std::string StampOf(const std::filesystem::path& file) {
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  if (error) return {};
  const auto time = std::filesystem::last_write_time(file, error);
  if (error) return {};
  return fmt::format("{} {}", size, time.time_since_epoch().count());
}

}  // namespace

std::string PassedChecks::Key(std::string_view check, const std::filesystem::path& file,
                              std::string_view settings) {
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) return {};
  const std::string program_stamp = StampOf(program), file_stamp = StampOf(file);
  if (program_stamp.empty() || file_stamp.empty()) return {};
  const MachineFacts facts = CollectMachineFacts();
  return Sha256OfString(fmt::format("{}\n{} {}\n{} {}\n{}\n{} {}", check, program.string(),
                                    program_stamp, file.string(), file_stamp, settings,
                                    facts.cpu_model, fmt::join(facts.isa, " ")));
}

bool PassedChecks::Has(const std::string& key) const {
  std::error_code error;
  return !folder_.empty() && !key.empty() && std::filesystem::exists(folder_ / key, error);
}

void PassedChecks::Add(const std::string& key) const {
  if (folder_.empty() || key.empty()) return;
  std::error_code error;
  std::filesystem::create_directories(folder_, error);
  std::ofstream file(folder_ / key);
}

}  // namespace vivavoce::runtime
