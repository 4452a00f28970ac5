#include "dialogue/hold.h"

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <utility>

namespace vivavoce::dialogue::hold_test {
namespace {

using S = HoldState;
using E = HoldEvent;

TEST(HoldTest, EveryCellOfTheTable) {
  const std::map<std::pair<S, E>, S> table = {
      {{S::kNone, E::kStart}, S::kPreparing},
      {{S::kPreparing, E::kFirstOutput}, S::kReady},
      {{S::kPreparing, E::kUserResumed}, S::kShelved},
      {{S::kPreparing, E::kRevoice}, S::kPreparing},
      {{S::kPreparing, E::kDrop}, S::kNone},
      {{S::kPreparing, E::kPromote}, S::kNone},
      {{S::kReady, E::kUserResumed}, S::kShelved},
      {{S::kReady, E::kRevoice}, S::kPreparing},
      {{S::kReady, E::kDrop}, S::kNone},
      {{S::kReady, E::kPromote}, S::kNone},
      {{S::kShelved, E::kSameTextPending}, S::kPreparing},
      {{S::kShelved, E::kSameTextReady}, S::kReady},
      {{S::kShelved, E::kDrop}, S::kNone},
  };
  for (int s = 0; s < kNumHoldStates; ++s) {
    for (int e = 0; e < kNumHoldEvents; ++e) {
      const auto state = static_cast<S>(s);
      const auto event = static_cast<E>(e);
      const auto cell = table.find({state, event});
      const std::optional<S> expected =
          cell == table.end() ? std::nullopt : std::optional(cell->second);
      EXPECT_EQ(NextHoldState(state, event), expected) << ToString(state) << " event " << e;
    }
  }
}

ReplyRequest Request(std::string text) {
  return {.history = {{ItemRole::kUser, "Hi."}, {ItemRole::kUser, std::move(text)}}};
}

TEST(FingerprintTest, SpellingOfTheLastWordsDoesNotCount) {
  EXPECT_EQ(FingerprintOf(Request("What time is it?")), FingerprintOf(Request("what time is it")));
}

TEST(FingerprintTest, OtherWordsOrOtherSettingsCount) {
  const Fingerprint print = FingerprintOf(Request("now"));
  EXPECT_NE(print, FingerprintOf(Request("then")));
  ReplyRequest other = Request("now");
  other.instructions = "Be brief.";
  EXPECT_NE(print, FingerprintOf(other));
  other = Request("now");
  other.modality = Modality::kText;
  EXPECT_NE(print, FingerprintOf(other));
  other = Request("now");
  other.history[0].text = "hi";  // earlier messages are what the model has read, to the letter
  EXPECT_NE(print, FingerprintOf(other));
}

TEST(FingerprintTest, TheVoiceIsNoPartOfTheWords) {
  ReplyRequest other = Request("now");
  other.voice = "B";
  EXPECT_EQ(FingerprintOf(Request("now")), FingerprintOf(other));
  EXPECT_FALSE(SameVoice(Request("now"), other));
}

}  // namespace
}  // namespace vivavoce::dialogue::hold_test
