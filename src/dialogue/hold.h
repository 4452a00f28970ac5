// A reply made before anybody knows that the turn is over: invisible, inaudible, without effect
// until a response opens that wants exactly these words. Threads: values and pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dialogue/reply.h"
#include "dialogue/reply_stream.h"

namespace vivavoce::dialogue {

enum class HoldState { kNone, kPreparing, kReady, kShelved };
inline constexpr int kNumHoldStates = 4;

enum class HoldEvent {
  kStart,
  kFirstOutput,
  kUserResumed,
  kSameTextPending,  // what the user added was no word; the reply is not ready yet
  kSameTextReady,
  kRevoice,  // the same words in another voice
  kDrop,
  kPromote,  // it becomes the response
};
inline constexpr int kNumHoldEvents = 8;

std::optional<HoldState> NextHoldState(HoldState state, HoldEvent event);
std::string_view ToString(HoldState state);

// What the words of a reply depend on; the user's last text is compared as it was said, not as it
// was written.
struct Fingerprint {
  std::vector<HistoryMessage> history;
  std::string persona;
  std::string instructions;
  std::string tools_json;
  bool must_call = false;
  Modality modality = Modality::kAudio;
  std::optional<float> temperature;
  std::optional<int> max_output_tokens;
  Language language = Language::kUnknown;
  friend bool operator==(const Fingerprint&, const Fingerprint&) = default;
};
Fingerprint FingerprintOf(const ReplyRequest& request);
// And what its sound depends on.
bool SameVoice(const ReplyRequest& a, const ReplyRequest& b);

struct Hold {
  HoldState state = HoldState::kNone;
  ReplyStream stream;
  ReplyRequest request;
  // The uncommitted words it answers; nullopt: the history as it stands.
  std::optional<std::string> user_text;
  bool joined = false;
  std::string tone;       // how those words were said
  std::optional<float> whole;  // once they are read: the probability that they are not broken off
  int64_t expires_m = 0;  // kShelved, and prefetched replies; 0: never

  bool Apply(HoldEvent event);
};

}  // namespace vivavoce::dialogue
