#include "persona/turn_probe.h"

#include <gtest/gtest.h>

#include <string>

namespace vivavoce::persona::turn_probe_test {
namespace {

// Two values; mean 1 and 2, scale 1 and 0.5.
const std::string kHead =
    "# a comment\nmodel toy\nlayer 3\nthreshold 0.5\nmean AACAPwAAAEA=\nscale AACAPwAAAD8=\n";

TEST(TurnProbeTest, TheMostLikelyFamilyAboveTheThresholdIsTold) {
  // Weights 1 and 0 times 2, and 0 and -1 times 1.
  const auto probe = TurnProbe::Parse(
      kHead + "class none 0 1 AAA=\nclass machine -1 2 AQA=\nclass task 0 1 AP8=\n", "toy");
  ASSERT_TRUE(probe) << probe.error().ToString();
  EXPECT_EQ(probe->model(), "toy");
  EXPECT_EQ(probe->layer(), 3);
  EXPECT_EQ(probe->width(), 2u);
  // Deviations 2 and 0: logits 0 (none), 3 (machine), 0 (task); ln(e^3 + 1) - 0.5 = 2.5486.
  const auto machine = probe->Read(std::vector<float>{3, 2});
  EXPECT_EQ(machine.family, TurnFamily::kMachine);
  EXPECT_NEAR(machine.margin, 2.5486, 1e-3);
  // Deviations 0 and -4.
  EXPECT_EQ(probe->Read(std::vector<float>{1, -6}).family, TurnFamily::kTask);
  // Deviations -1 and 4: -3 and -4.
  const auto harmless = probe->Read(std::vector<float>{0, 10});
  EXPECT_EQ(harmless.family, TurnFamily::kNone);
  EXPECT_LT(harmless.margin, 0);
  EXPECT_EQ(probe->Read(std::vector<float>{3}).family, TurnFamily::kNone);
}

TEST(TurnProbeTest, WhoAsksIsToldApartFromWhatIsTried) {
  const std::string classes = "class none 0 1 AAA=\nclass machine -1 2 AQA=\n";
  // Weights 0 and 1 times 1, less 3.
  const auto probe = TurnProbe::Parse(kHead + classes + "asks -3 1 AAE=\n", "toy");
  ASSERT_TRUE(probe) << probe.error().ToString();
  // Deviations 2 and 4; 2 and 2; -1 and 4.
  EXPECT_TRUE(probe->Read(std::vector<float>{3, 10}).asks);
  EXPECT_EQ(probe->Read(std::vector<float>{3, 10}).family, TurnFamily::kMachine);
  EXPECT_FALSE(probe->Read(std::vector<float>{3, 6}).asks);
  EXPECT_TRUE(probe->Read(std::vector<float>{0, 10}).asks);
  EXPECT_FALSE(probe->Read(std::vector<float>{0}).asks);
  // A probe without that classifier knows nobody who asks.
  EXPECT_FALSE(TurnProbe::Parse(kHead + classes, "toy")->Read(std::vector<float>{3, 10}).asks);
}

TEST(TurnProbeTest, TellsWhetherItKnowsTones) {
  const std::string classes = "class none 0 1 AAA=\nclass task 0 1 AAE=\n";
  EXPECT_FALSE(TurnProbe::Parse(kHead + classes, "toy")->knows_tones());
  EXPECT_FALSE(TurnProbe::Parse(kHead + "tones no\n" + classes, "toy")->knows_tones());
  EXPECT_TRUE(TurnProbe::Parse(kHead + "tones yes\n" + classes, "toy")->knows_tones());
  EXPECT_FALSE(TurnProbe::Parse(kHead + "tones some\n" + classes, "toy"));
}

TEST(TurnProbeTest, SafetyMustStandClearOfAttacks) {
  const auto probe = TurnProbe::Parse(
      kHead + "bound safety 8\n" +
          "class none 0 1 AAA=\nclass task 0 1 AAE=\nclass self_harm 0 1 AQA=\n",
      "toy");
  ASSERT_TRUE(probe) << probe.error().ToString();
  // Logits 10 (self_harm) and 0; 10 and 8 (task); 6 and 0.
  EXPECT_EQ(probe->Read(std::vector<float>{11, 2}).family, TurnFamily::kSelfHarm);
  EXPECT_EQ(probe->Read(std::vector<float>{11, 18}).family, TurnFamily::kTask);
  EXPECT_EQ(probe->Read(std::vector<float>{7, 2}).family, TurnFamily::kNone);
}

TEST(TurnProbeTest, IsBelievedAboveTheBoundOfTheFamilyAndOfOtherPersonas) {
  const auto probe = TurnProbe::Parse(
      kHead + "persona pirate\nbound task 4\nbound unknown inf\nbound others 2.5\nbound rules -6\n" +
          "class none 0 1 AAA=\nclass machine 0 1 AQA=\n",
      "toy");
  ASSERT_TRUE(probe) << probe.error().ToString();
  const auto believes = [&](TurnFamily family, float margin, std::string_view persona) {
    return probe->Believes({.family = family, .margin = margin}, persona, false);
  };
  EXPECT_TRUE(believes(TurnFamily::kMachine, 0.1f, "pirate"));
  EXPECT_FALSE(believes(TurnFamily::kMachine, 2, "cook"));
  EXPECT_TRUE(believes(TurnFamily::kMachine, 3, "cook"));
  EXPECT_FALSE(believes(TurnFamily::kTask, 3, "pirate"));
  EXPECT_TRUE(believes(TurnFamily::kTask, 5, "pirate"));
  EXPECT_FALSE(believes(TurnFamily::kTask, 6, "cook"));
  EXPECT_FALSE(believes(TurnFamily::kUnknown, 100, "pirate"));
  EXPECT_TRUE(believes(TurnFamily::kSelfHarm, 0.1f, "cook"));
  EXPECT_FALSE(believes(TurnFamily::kNone, 9, "pirate"));
  EXPECT_TRUE(probe->Doubts({.family = TurnFamily::kNone, .margin = -7}));
  EXPECT_FALSE(probe->Doubts({.family = TurnFamily::kNone, .margin = -5}));
}

TEST(TurnProbeTest, TurnsThatSayYouHaveBoundsOfTheirOwn) {
  const auto probe = TurnProbe::Parse(
      kHead + "persona pirate\nbound_you task 1\nbound task 4\nbound maker 2\nbound_you echo 3\n" +
          "bound others 2\nclass none 0 1 AAA=\nclass task 0 1 AQA=\n",
      "toy");
  ASSERT_TRUE(probe) << probe.error().ToString();
  const auto believes = [&](TurnFamily family, float margin, bool to_persona) {
    return probe->Believes({.family = family, .margin = margin}, "pirate", to_persona);
  };
  EXPECT_TRUE(believes(TurnFamily::kTask, 2, true));
  EXPECT_FALSE(believes(TurnFamily::kTask, 0.5f, true));
  EXPECT_FALSE(believes(TurnFamily::kTask, 2, false));
  // Where it has none, that of all turns holds.
  EXPECT_FALSE(believes(TurnFamily::kMaker, 1, true));
  EXPECT_TRUE(believes(TurnFamily::kMaker, 3, true));
  EXPECT_FALSE(believes(TurnFamily::kEcho, 2, true));
  EXPECT_TRUE(believes(TurnFamily::kEcho, 2, false));
  EXPECT_FALSE(probe->Believes({.family = TurnFamily::kTask, .margin = 2}, "cook", true));
  EXPECT_TRUE(probe->Believes({.family = TurnFamily::kTask, .margin = 4}, "cook", true));
}

TEST(TurnProbeTest, DamagedFilesAreRefusedWithTheLine) {
  const auto message = [](const std::string& text) {
    const auto probe = TurnProbe::Parse(text, "toy");
    return probe ? std::string("parsed") : probe.error().message;
  };
  const std::string good = kHead + "class none 0 1 AAA=\nclass machine 0 1 AQA=\n";
  EXPECT_EQ(message(good), "parsed");
  EXPECT_NE(message(good + "class nonsense 0 1 AQA=\n").find("line 9"), std::string::npos);
  EXPECT_NE(message(good + "class task 0 1 AQ==\n").find("no bias, step or weights"), std::string::npos);
  EXPECT_NE(message(good + "class task x 1 AQA=\n").find("no bias"), std::string::npos);
  EXPECT_NE(message(good + "asks 0 1 AQ==\n").find("line 9: no bias, step or weights"),
            std::string::npos);
  EXPECT_NE(message(good + "bound nonsense 1\n").find("no family"), std::string::npos);
  EXPECT_NE(message(good + "bound task far\n").find("no bound"), std::string::npos);
  EXPECT_NE(message(good + "colour blue\n").find("colour"), std::string::npos);
  EXPECT_NE(message("layer -1\n").find("layer"), std::string::npos);
  EXPECT_NE(message("mean AAA=\n").find("numbers"), std::string::npos);
  EXPECT_NE(message("mean AADAfw==\n").find("numbers"), std::string::npos);  // not a number
  EXPECT_NE(message(kHead).find("missing"), std::string::npos);
  EXPECT_NE(message("").find("missing"), std::string::npos);
}

TEST(TurnProbeTest, TheBuiltInOneIsForTheDefaultModelOnly) {
  const TurnProbe* probe = TurnProbe::For("qwen2.5-coder-1.5b-instruct-q4_k_m");
  ASSERT_NE(probe, nullptr);
  EXPECT_EQ(probe->width(), 2 * 1536u);  // the mean over the words, and the end of the prompt
  EXPECT_EQ(TurnProbe::For("smollm2-135m"), nullptr);
}

}  // namespace
}  // namespace vivavoce::persona::turn_probe_test
