#include "base/packed_numbers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vivavoce::packed_numbers_test {
namespace {

using ::testing::ElementsAre;
using ::testing::Optional;

TEST(PackedNumbersTest, FloatsAreLittleEndian) {
  EXPECT_THAT(UnpackFloats("AACAPwAAAMA="), Optional(ElementsAre(1.0f, -2.0f)));
}

TEST(PackedNumbersTest, StepsAreSignedBytes) {
  EXPECT_THAT(UnpackSteps("Af+A", 0.5f), Optional(ElementsAre(0.5f, -0.5f, -64.0f)));
}

TEST(PackedNumbersTest, WhatIsNoBase64OrNoFloatsIsRefused) {
  EXPECT_EQ(UnpackFloats("?"), std::nullopt);
  EXPECT_EQ(UnpackFloats("AAA="), std::nullopt);      // two bytes
  EXPECT_EQ(UnpackFloats("AACAfw=="), std::nullopt);  // infinite
  EXPECT_EQ(UnpackSteps("?", 1), std::nullopt);
}

}  // namespace
}  // namespace vivavoce::packed_numbers_test
