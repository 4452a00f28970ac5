#include <cstdlib>
#include <system_error>

#include "runtime/model_store.h"

namespace vivavoce::runtime {
namespace {

std::string Environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

}  // namespace

Result<std::filesystem::path> HomeDirectory() {
  std::filesystem::path home = Environment("VIVAVOCE_HOME");
  if (home.empty()) {
    std::filesystem::path cache = Environment("XDG_CACHE_HOME");
    // The XDG base directory specification says to ignore relative values.
    if (!cache.is_absolute()) {
      const std::string user = Environment("HOME");
      if (user.empty()) {
        return Fail(Error::NotFound("neither VIVAVOCE_HOME nor HOME is set; set VIVAVOCE_HOME"));
      }
      cache = std::filesystem::path(user) / ".cache";
    }
    home = cache / "vivavoce";
  }
  std::error_code error;
  home = std::filesystem::absolute(home, error);
  std::filesystem::create_directories(home, error);
  if (error) {
    return Fail(Error::Unavailable("cannot create " + home.string() + ": " + error.message()));
  }
  return home;
}

}  // namespace vivavoce::runtime
