#include "dialogue/agent_voice.h"

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <utility>

namespace vivavoce::dialogue::agent_voice_test {
namespace {

using S = VoiceState;
using E = VoiceEvent;

TEST(AgentVoiceTest, EveryCellOfTheTable) {
  const std::map<std::pair<S, E>, S> table = {
      {{S::kIdle, E::kOpenReady}, S::kSpeaking},
      {{S::kIdle, E::kOpenPending}, S::kStarting},
      {{S::kStarting, E::kFirstOutput}, S::kSpeaking},
      {{S::kStarting, E::kClosed}, S::kIdle},
      {{S::kStarting, E::kComplete}, S::kDraining},
      {{S::kStarting, E::kCompleteWithCalls}, S::kTool},
      {{S::kSpeaking, E::kStop}, S::kYielding},
      {{S::kSpeaking, E::kClosed}, S::kIdle},
      {{S::kSpeaking, E::kComplete}, S::kDraining},
      {{S::kSpeaking, E::kCompleteWithCalls}, S::kTool},
      {{S::kYielding, E::kGoOn}, S::kSpeaking},
      {{S::kYielding, E::kClosed}, S::kIdle},
      {{S::kDraining, E::kOpenReady}, S::kSpeaking},
      {{S::kDraining, E::kOpenPending}, S::kStarting},
      {{S::kDraining, E::kPlayedOut}, S::kIdle},
      {{S::kDraining, E::kCut}, S::kIdle},
      {{S::kTool, E::kOpenReady}, S::kSpeaking},
      {{S::kTool, E::kOpenPending}, S::kStarting},
  };
  for (int s = 0; s < kNumVoiceStates; ++s) {
    for (int e = 0; e < kNumVoiceEvents; ++e) {
      const auto state = static_cast<S>(s);
      const auto event = static_cast<E>(e);
      const auto cell = table.find({state, event});
      const std::optional<S> expected =
          cell == table.end() ? std::nullopt : std::optional(cell->second);
      EXPECT_EQ(NextVoiceState(state, event), expected) << ToString(state) << " event " << e;
    }
  }
}

TEST(AgentVoiceTest, AResponseIsOpenFromItsCreationToItsTerminal) {
  EXPECT_TRUE(IsOpen(S::kStarting));
  EXPECT_TRUE(IsOpen(S::kSpeaking));
  EXPECT_TRUE(IsOpen(S::kYielding));
  EXPECT_FALSE(IsOpen(S::kIdle));
  EXPECT_FALSE(IsOpen(S::kDraining));
  EXPECT_FALSE(IsOpen(S::kTool));
}

}  // namespace
}  // namespace vivavoce::dialogue::agent_voice_test
