#include "runtime/manifest_model_store.h"

#include <algorithm>
#include <fstream>
#include <mutex>
#include <system_error>
#include <utility>

#include "runtime/converted_file.h"
#include "runtime/default_manifest.h"
#include "runtime/model_store_lock.h"
#include "runtime/sha256.h"

namespace vivavoce::runtime {
namespace fs = std::filesystem;
namespace {

fs::path UserManifestOf(const fs::path& home) { return home / "models" / "user.toml"; }

Error NotInstalled(std::string_view id, std::string_view file, FileState state) {
  const std::string name = std::string(id) + "/" + std::string(file);
  const std::string advice = "; fetch it with: vivavoce models fetch " + std::string(id);
  if (state == FileState::kMissing)
    return Error::NotFound("model file " + name + " is missing" + advice);
  return Error::Corrupt("model file " + name + " has not the size it should have" + advice);
}

}  // namespace

std::string_view ToString(FileState state) {
  switch (state) {
    case FileState::kInstalled:
      return "installed";
    case FileState::kMissing:
      return "missing";
    case FileState::kWrongSize:
      return "wrong size";
    case FileState::kCorrupt:
      return "corrupt";
    case FileState::kFailed:
      break;
  }
  return "failed";
}

std::string_view ToString(ModelStage stage) {
  switch (stage) {
    case ModelStage::kCheck:
      return "check";
    case ModelStage::kDownload:
      return "download";
    case ModelStage::kAssemble:
      return "assemble";
    case ModelStage::kConvert:
      break;
  }
  return "convert";
}

bool ModelReport::installed() const {
  return std::ranges::all_of(
      files, [](const FileReport& file) { return file.state == FileState::kInstalled; });
}

ManifestModelStore::ManifestModelStore(ManifestModelStoreOptions options)
    : options_(std::move(options)) {}

Result<std::unique_ptr<ManifestModelStore>> ManifestModelStore::Open(
    std::map<std::string, ModelConverter> converters) {
  Result<fs::path> home = HomeDirectory();
  if (!home) return Fail(home.error());
  ManifestModelStoreOptions options;
  options.home = *home;
  options.converters = std::move(converters);
  options.tools = FetchTools::ForHome(*home);
  return Open(std::move(options));
}

Result<std::unique_ptr<ManifestModelStore>> ManifestModelStore::Open(
    ManifestModelStoreOptions options) {
  if (options.parallel_downloads < 1 || options.parallel_downloads > 16) {
    return Fail(Error::InvalidArgument("must be 1 to 16", "parallel_downloads"));
  }
  std::unique_ptr<ManifestModelStore> store(new ManifestModelStore(std::move(options)));
  if (Status read = store->ReadManifests(); !read) return Fail(read.error());
  return store;
}

Status ManifestModelStore::ReadManifests() {
  const bool built_in = options_.manifest_toml.empty();
  Result<ModelManifest> known = ParseModelManifest(
      built_in ? DefaultManifestToml() : std::string_view(options_.manifest_toml), "manifest.toml");
  if (!known) return Fail(known.error());
  const fs::path user_path = UserManifestOf(options_.home);
  Result<ModelManifest> user = ReadModelManifest(user_path);
  if (!user && user.error().code != ErrorCode::kNotFound) return Fail(user.error());
  if (user) {
    if (Status merged = known->Merge(*user); !merged) {
      return Fail(Error::InvalidArgument(user_path.string() + ": " + merged.error().message));
    }
    user_ = std::move(*user);
  }
  known_ = std::move(*known);
  return {};
}

fs::path ManifestModelStore::DirectoryOf(const Model& model) const {
  return options_.home / "models" / model.id;
}

fs::path ManifestModelStore::PathOf(const Model& model, const ModelFile& file) const {
  return file.path.empty() ? DirectoryOf(model) / file.name : file.path;
}

FileReport ManifestModelStore::Glance(const Model& model, const ModelFile& file) const {
  FileReport report{
      .name = file.name, .size = file.size, .state = FileState::kMissing, .error = {}};
  std::error_code error;
  const uintmax_t size = fs::file_size(PathOf(model, file), error);
  if (!error) report.state = size == file.size ? FileState::kInstalled : FileState::kWrongSize;
  return report;
}

FileReport ManifestModelStore::GlanceConverted(const Model& model,
                                               const ModelConversion& conversion) const {
  const fs::path output = DirectoryOf(model) / conversion.output;
  FileReport report{
      .name = conversion.output, .size = 0, .state = FileState::kMissing, .error = {}};
  const Result<ConversionRecord> record = ReadConversionRecord(output);
  std::error_code error;
  const uintmax_t size = fs::file_size(output, error);
  if (error || !record || record->inputs != FingerprintOfInputs(model, conversion)) return report;
  report.size = record->size;
  report.state = size == record->size ? FileState::kInstalled : FileState::kWrongSize;
  return report;
}

Result<fs::path> ManifestModelStore::File(std::string_view model_id, std::string_view file) const {
  const std::shared_lock lock(mutex_);
  const Model* model = known_.Find(model_id);
  if (!model) {
    return Fail(Error::NotFound("there is no model \"" + std::string(model_id) +
                                "\"; vivavoce models list shows those there are"));
  }
  if (const auto found = std::ranges::find(model->files, file, &ModelFile::name);
      found != model->files.end()) {
    const FileState state = Glance(*model, *found).state;
    if (state != FileState::kInstalled) return Fail(NotInstalled(model_id, file, state));
    return PathOf(*model, *found);
  }
  if (const auto found = std::ranges::find(model->conversions, file, &ModelConversion::output);
      found != model->conversions.end()) {
    const FileState state = GlanceConverted(*model, *found).state;
    if (state != FileState::kInstalled) return Fail(NotInstalled(model_id, file, state));
    return DirectoryOf(*model) / found->output;
  }
  return Fail(
      Error::NotFound("model \"" + model->id + "\" has no file \"" + std::string(file) + "\""));
}

ModelReport ManifestModelStore::Report(const Model& model) const {
  ModelReport report{.id = model.id,
                     .role = model.role,
                     .licence = model.licence,
                     .origin = model.origin,
                     .is_default = model.is_default,
                     .added_by_user = user_.Find(model.id) != nullptr,
                     .files = {}};
  for (const ModelFile& file : model.files) report.files.push_back(Glance(model, file));
  for (const ModelConversion& conversion : model.conversions) {
    report.files.push_back(GlanceConverted(model, conversion));
  }
  return report;
}

std::vector<ModelReport> ManifestModelStore::List() const {
  const std::shared_lock lock(mutex_);
  std::vector<ModelReport> reports;
  for (const Model& model : known_.models) reports.push_back(Report(model));
  return reports;
}

std::vector<std::string> ManifestModelStore::DefaultIds() const {
  const std::shared_lock lock(mutex_);
  std::vector<std::string> ids;
  for (const Model& model : known_.models) {
    if (model.is_default) ids.push_back(model.id);
  }
  return ids;
}

std::vector<std::string> ManifestModelStore::AllIds() const {
  const std::shared_lock lock(mutex_);
  std::vector<std::string> ids;
  for (const Model& model : known_.models) ids.push_back(model.id);
  return ids;
}

Status ManifestModelStore::Add(const Model& model) {
  if (Status valid = ValidateModel(model); !valid) return valid;
  Result<ModelStoreLock> lock = ModelStoreLock::Take(options_.home);
  if (!lock) return Fail(lock.error());
  const std::unique_lock guard(mutex_);
  ModelManifest addition;
  addition.models.push_back(model);
  ModelManifest known = known_, user = user_;
  if (Status merged = known.Merge(addition); !merged) return merged;
  if (Status merged = user.Merge(addition); !merged) return merged;
  // A model may take parts of packages only if the manifest describes them.
  const Result<ModelManifest> reread = ParseModelManifest(ToToml(user), "user.toml");
  if (!reread) return Fail(reread.error());
  if (Status written = WriteUserManifest(user); !written) return written;
  known_ = std::move(known);
  user_ = std::move(user);
  return {};
}

Status ManifestModelStore::WriteUserManifest(const ModelManifest& user) const {
  const fs::path place = UserManifestOf(options_.home);
  fs::path part = place;
  part += ".part";
  std::ofstream file(part, std::ios::binary | std::ios::trunc);
  file << "# Models added with `vivavoce models add`.\n\n" << ToToml(user);
  file.close();
  std::error_code error;
  fs::rename(part, place, error);
  if (!file || error) return Fail(Error::Unavailable("cannot write " + place.string()));
  return {};
}

Status ManifestModelStore::Remove(std::string_view model_id) {
  Result<ModelStoreLock> lock = ModelStoreLock::Take(options_.home);
  if (!lock) return Fail(lock.error());
  const std::unique_lock guard(mutex_);
  const Model* model = known_.Find(model_id);
  if (!model) return Fail(Error::NotFound("there is no model \"" + std::string(model_id) + "\""));
  std::error_code error;
  fs::remove_all(DirectoryOf(*model), error);
  if (error) {
    return Fail(Error::Unavailable("cannot remove " + DirectoryOf(*model).string() + ": " +
                                   error.message()));
  }
  if (!user_.Find(model_id)) return {};
  ModelManifest user = user_;
  const auto same = [&](const Model& other) { return other.id == model_id; };
  std::erase_if(user.models, same);
  if (Status written = WriteUserManifest(user); !written) return written;
  user_ = std::move(user);
  std::erase_if(known_.models, same);
  return {};
}

Result<Model> ManifestModelStore::DescribeLocalFile(std::string id, std::string role,
                                                    const fs::path& path) {
  std::error_code error;
  const fs::path absolute = fs::canonical(path, error);
  if (error || !fs::is_regular_file(absolute, error)) {
    return Fail(Error::NotFound("there is no file " + path.string()));
  }
  Result<std::string> hash = Sha256OfFile(absolute);
  if (!hash) return Fail(hash.error());
  Model model{.id = std::move(id),
              .role = std::move(role),
              .licence = "unknown",
              .origin = "added by the user",
              .languages = {},
              .is_default = false,
              .files = {},
              .conversions = {}};
  model.files.push_back({.name = absolute.filename().string(),
                         .size = fs::file_size(absolute, error),
                         .sha256 = std::move(*hash),
                         .parts = {},
                         .url = {},
                         .path = absolute});
  if (Status valid = ValidateModel(model); !valid) return Fail(valid.error());
  return model;
}

}  // namespace vivavoce::runtime
