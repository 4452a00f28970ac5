#include "runtime/ggml_self_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <csignal>
#include <string>
#include <vector>

#include "runtime/isolated_check.h"

namespace vivavoce::runtime::ggml_self_check_test {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(GgmlSelfCheck, TheKernelsOfThisMachineAreRight) {
  const Status status = RunGgmlSelfCheck();
  EXPECT_TRUE(status) << status.error().ToString();
}

TEST(GgmlSelfCheck, EveryFormatIsMultipliedWithOneColumnAndWithMany) {
  const auto checks = MeasureGgmlProducts();
  ASSERT_TRUE(checks);
  for (const char* format : {"q4_0", "q8_0", "q4_K"}) {
    for (const char* columns : {" 1", " 32"}) {
      EXPECT_THAT(*checks, testing::Contains(testing::Field(
                               &GgmlProductCheck::name,
                               testing::AllOf(StartsWith(format), testing::EndsWith(columns)))));
    }
  }
  for (const GgmlProductCheck& check : *checks) {
    EXPECT_LT(check.relative_error, kMaxRelativeError) << check.name;
    EXPECT_GT(check.relative_error, 0) << check.name << " computed nothing";
  }
}

TEST(GgmlSelfCheck, AWrongElementIsALargeError) {
  const std::vector<float> reference(100, 1.0F);
  std::vector<float> got = reference;
  EXPECT_EQ(RelativeError(reference, got), 0);
  got[7] = 2;
  EXPECT_GT(RelativeError(reference, got), kMaxRelativeError);
  got[7] = NAN;
  EXPECT_FALSE(RelativeError(reference, got) <= kMaxRelativeError);
  EXPECT_TRUE(std::isinf(RelativeError(reference, {})));
}

TEST(IsolatedCheck, PassesOnWhatTheCheckSays) {
  EXPECT_TRUE(RunIsolated([] { return Status(); }));
  const Status status =
      RunIsolated([]() -> Status { return Fail(Error::Internal("q4_0 is wrong")); });
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message, "q4_0 is wrong");
}

TEST(IsolatedCheck, ACrashIsAnErrorThatNamesTheSignal) {
  const Status status = RunIsolated([] {
    std::raise(SIGILL);
    return Status();
  });
  ASSERT_FALSE(status);
  EXPECT_THAT(status.error().message, HasSubstr("Illegal instruction"));
}

TEST(IsolatedCheck, WhatTheCheckChangesStaysInTheChild) {
  int value = 1;
  EXPECT_TRUE(RunIsolated([&] {
    value = 2;
    return Status();
  }));
  EXPECT_EQ(value, 1);
}

}  // namespace
}  // namespace vivavoce::runtime::ggml_self_check_test
