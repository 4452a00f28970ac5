#include "runtime/child_process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>

namespace vivavoce::runtime::child_process_test {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

TEST(ChildProcess, ArgumentsArePassedAsTheyAreWithoutAShell) {
  const auto result = RunProcess({"printf", "%s|%s", "$HOME; ls *", "a \"b\""});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->exit_status, 0);
  EXPECT_EQ(result->output_tail, "$HOME; ls *|a \"b\"");
}

TEST(ChildProcess, BothOutputsAreCapturedAndOnlyTheirTailIsKept) {
  const auto result =
      RunProcess({"bash", "-c", "head -c 100000 /dev/zero | tr '\\0' x; echo out; echo err >&2"});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->output_tail.size(), kOutputTailBytes);
  EXPECT_THAT(result->output_tail, EndsWith("out\nerr\n"));
}

TEST(ChildProcess, AFailureIsAResultOrAnErrorWithWhatWasSaid) {
  EXPECT_EQ(RunProcess({"bash", "-c", "exit 7"})->exit_status, 7);
  EXPECT_EQ(RunProcess({"bash", "-c", "kill -9 $$"})->exit_status, 128 + 9);
  const Status status = RunProcessOrFail({"bash", "-c", "echo no route; exit 7"});
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(status.error().message, HasSubstr("exit status 7"));
  EXPECT_THAT(status.error().message, HasSubstr("no route"));
}

TEST(ChildProcess, AProgramThatDoesNotExistIsNotFound) {
  const auto result = RunProcess({"vivavoce-no-such-program"});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kNotFound);
  EXPECT_FALSE(ProgramExists("vivavoce-no-such-program"));
  EXPECT_FALSE(ProgramExists("/etc/passwd"));
  EXPECT_TRUE(ProgramExists("bash"));
  EXPECT_TRUE(ProgramExists("/bin/sh"));
}

TEST(ChildProcess, NoCommandIsAnInvalidArgument) {
  EXPECT_EQ(RunProcess({}).error().code, ErrorCode::kInvalidArgument);
}

TEST(ChildProcess, CancellingStopsTheProgram) {
  const CancellationToken cancel;
  std::jthread canceller([&] { cancel.Cancel(); });
  const auto result = RunProcess({"sleep", "1000"}, cancel);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kCancelled);
}

TEST(ChildProcess, StandardInputIsEmpty) {
  const auto result = RunProcess({"cat"});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->output_tail, "");
}

}  // namespace
}  // namespace vivavoce::runtime::child_process_test
