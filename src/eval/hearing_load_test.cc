// Many talkers on one hearing worker, with scripted ears and a scripted CPU clock.
#include "eval/hearing_load.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <memory>

#include "eval/sound_scene.h"
#include "hearing/testing/scripted.h"
#include "runtime/virtual_executor.h"

namespace vivavoce::eval::hearing_load_test {
namespace {

using ::testing::ElementsAre;
using ::testing::Each;
using ::testing::Ge;

// A desk whose jobs take what they say.
class HearingDeskTest : public ::testing::Test {
 protected:
  HearingDesk::Job Job(const void* owner, dialogue::JobId id, HearingDesk::Rank rank, double ms) {
    return {.owner = owner,
            .id = id,
            .rank = rank,
            .compute =
                [this, id, ms]() -> std::function<void()> {
              cpu_ms_ += ms;
              return [this, id] { done_.push_back({id, clock_.NowMs()}); };
            },
            .cancelled = [this, id] { cancelled_.push_back(id); }};
  }

  using Done = std::pair<dialogue::JobId, int64_t>;
  double cpu_ms_ = 0;
  std::vector<Done> done_;
  std::vector<dialogue::JobId> cancelled_;
  runtime::VirtualClock clock_{0};
  runtime::VirtualExecutor executor_{clock_};
  std::shared_ptr<HearingDesk> desk_ = std::make_shared<HearingDesk>(
      2, clock_, executor_, [](HearingDesk::Rank, double) {}, [this] { return cpu_ms_; });
};

TEST_F(HearingDeskTest, SessionsWaitForEachOtherAndTheUrgentGoFirst) {
  const int a = 0, b = 0;
  using enum HearingDesk::Rank;
  desk_->Queue(Job(&a, 1, kFinal, 100));
  desk_->Queue(Job(&a, 2, kPartial, 10));
  desk_->Queue(Job(&b, 3, kOverlap, 20));
  executor_.RunUntil(1000);
  EXPECT_THAT(done_, ElementsAre(Done{1, 200}, Done{3, 240}, Done{2, 260}));
}

TEST_F(HearingDeskTest, AnAbortedJobMakesRoomAndOfTwoOwnersTheRightOneIsMeant) {
  const int a = 0, b = 0;
  using enum HearingDesk::Rank;
  desk_->Queue(Job(&a, 1, kFinal, 100));
  desk_->Queue(Job(&b, 1, kFinal, 50));
  executor_.RunUntil(10);
  desk_->Abort(&a, 1);
  EXPECT_THAT(cancelled_, ElementsAre(1));
  executor_.RunUntil(1000);
  EXPECT_THAT(done_, ElementsAre(Done{1, 110}));
  desk_->Queue(Job(&a, 2, kFinal, 100));
  desk_->Queue(Job(&a, 3, kFinal, 100));
  desk_->DropAll(&a);
  executor_.RunUntil(2000);
  EXPECT_EQ(done_.size(), 1u);
  EXPECT_EQ(cancelled_.size(), 1u) << "dropped without a word";
}

TEST(HearingLoadTest, EveryTurnOfEveryTalkerIsDecidedAndUnderstood) {
  hearing::testing::ScriptedRecognizer recognizer;
  recognizer.ThenFinal("What time is it?");
  recognizer.ThenPartial("What");
  hearing::testing::ScriptedEndOfTurnDetector end_of_turn({0.95f});
  const DuplexEars ears{
      .make_voice_detector = []() -> Result<std::unique_ptr<hearing::VoiceActivityDetector>> {
        return std::make_unique<hearing::testing::ScriptedVad>();
      },
      .recognizer = &recognizer,
      .end_of_turn = &end_of_turn};
  std::vector<float> clip(2 * kSceneRateHz);
  for (size_t i = 0; i < clip.size(); ++i) clip[i] = 0.1f * std::sin(0.2f * static_cast<float>(i));
  const auto report = RunHearingLoad({clip}, ears, {.talkers = 3, .seconds = 20, .cost = 0});
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_GE(report->turns, 9u);
  EXPECT_EQ(report->decided_ms.size(), report->turns);
  EXPECT_EQ(report->transcript_ms.size(), report->turns);
  EXPECT_THAT(report->decided_ms, Each(Ge(200)));
  EXPECT_NEAR(report->speech_seconds, 2.0 * static_cast<double>(report->turns), 1);
  EXPECT_FALSE(RunHearingLoad({}, ears, {}));
}

}  // namespace
}  // namespace vivavoce::eval::hearing_load_test
