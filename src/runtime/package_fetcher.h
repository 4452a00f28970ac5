// Brings registry packages and plain addresses into a directory of verified downloads, through the
// ordinary clients (pip, npm, curl) as child processes without a shell. A download that is complete
// and has the right SHA-256 is kept (until the caller deletes the directory), so an interrupted
// fetch goes on where it stopped. Threads: Fetch may be called from several threads for different
// packages.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/cancellation.h"
#include "base/error.h"
#include "runtime/model_manifest.h"

namespace vivavoce::runtime {

// The commands, each as its first arguments; tests put their own in.
struct FetchTools {
  std::vector<std::string> pip = {"python3", "-m", "pip"};
  std::vector<std::string> npm = {"npm"};
  std::vector<std::string> curl = {"curl"};
  std::vector<std::string> unzip = {"python3", "-m", "zipfile", "-e"};
  std::vector<std::string> tar = {"tar"};

  // Python is $VIVAVOCE_PYTHON or python3; npm is the one that `./run` put under `home` where PATH
  // has none.
  static FetchTools ForHome(const std::filesystem::path& home);
};

class PackageFetcher {
 public:
  PackageFetcher(FetchTools tools, std::filesystem::path downloads);

  // The path of the verified package file. kCorrupt when what the registry gave is not what is
  // pinned (nothing is kept); kUnavailable when the client failed.
  Result<std::filesystem::path> Fetch(const Package& package,
                                      const CancellationToken& cancel) const;

  // Unpacks at least `members` of a fetched package below `into`, which is made.
  Status Extract(const Package& package, const std::vector<std::string>& members,
                 const std::filesystem::path& into, const CancellationToken& cancel) const;

  // The path of the verified download of an address. A part of it that is there is continued.
  Result<std::filesystem::path> FetchUrl(const ModelFile& file,
                                         const CancellationToken& cancel) const;

 private:
  std::filesystem::path PlaceOf(std::string_view sha256, std::string_view suffix) const;
  std::filesystem::path PlaceOf(const Package& package) const;

  const FetchTools tools_;
  const std::filesystem::path downloads_;
};

}  // namespace vivavoce::runtime
