#include "dialogue/turn_end_probe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "persona/turn_probe.h"

namespace vivavoce::dialogue::turn_end_probe_test {
namespace {

using ::testing::HasSubstr;

// Weights 1 and -2.
constexpr const char* kFile = "model tiny\nlayer 3\nbias 1\nweights AACAPwAAAMA=\n";

TEST(TurnEndProbeTest, IsALogisticFunctionOfTheState) {
  const auto probe = TurnEndProbe::Parse(kFile, "test");
  ASSERT_TRUE(probe) << probe.error().ToString();
  EXPECT_EQ(probe->model(), "tiny");
  EXPECT_EQ(probe->layer(), 3);
  EXPECT_FLOAT_EQ(*probe->Whole(std::vector<float>{1, 1}), 0.5f);
  EXPECT_NEAR(*probe->Whole(std::vector<float>{2, 0}), 0.9526f, 1e-4f);
  EXPECT_NEAR(*probe->Whole(std::vector<float>{0, 2}), 0.0474f, 1e-4f);
}

TEST(TurnEndProbeTest, AStateOfAnotherWidthSaysNothing) {
  const auto probe = TurnEndProbe::Parse(kFile, "test");
  EXPECT_EQ(probe->Whole(std::vector<float>{1}), std::nullopt);
  EXPECT_EQ(probe->Whole({}), std::nullopt);
}

TEST(TurnEndProbeTest, ACorruptFileIsNamedWithItsLine) {
  const struct {
    const char* text;
    const char* message;
  } files[] = {{"layer x\n", "test line 1: no layer"},
               {"layer 1001\n", "no layer"},
               {"layer 1\nbias nan\n", "test line 2: no bias"},
               {"layer 1\nweights ?\n", "no weights"},
               {"layer 1\nweights \n", "no weights"},
               {"layer 1\nbias 1\n", "missing"},
               {"colour red\n", "unknown key 'colour'"}};
  for (const auto& [text, message] : files) {
    const auto probe = TurnEndProbe::Parse(text, "test");
    ASSERT_FALSE(probe) << text;
    EXPECT_THAT(probe.error().message, HasSubstr(message));
  }
}

TEST(TurnEndProbeTest, TheBuiltInOneIsForTheDefaultModel) {
  const auto built_in = TurnEndProbe::Parse(BuiltInTurnEndProbe(), "built in");
  ASSERT_TRUE(built_in) << built_in.error().ToString();
  EXPECT_NE(TurnEndProbe::For(built_in->model()), nullptr);
  EXPECT_EQ(TurnEndProbe::For("another"), nullptr);
  // One tap serves both probes.
  EXPECT_EQ(built_in->layer(), persona::TurnProbe::For(built_in->model())->layer());
}

}  // namespace
}  // namespace vivavoce::dialogue::turn_end_probe_test
