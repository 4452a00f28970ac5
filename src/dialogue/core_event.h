// What happens to a conversation: the inputs of the pure core. Every input carries the monotonic
// time `m` at which it happened; audio carries its own clock `a`, ms of input accepted since the
// session began. Order at the same instant: client events, audio, engine results, time
// (docs/conversation.md).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/error.h"
#include "base/language.h"
#include "dialogue/client_event.h"
#include "dialogue/reply.h"
#include "hearing/perception.h"

namespace vivavoce::dialogue {

// A turn that goes on, for those who follow it from outside.
struct OpenTurn {
  std::string item_id;
  int64_t from_a = 0;  // audio ms
  int64_t now_a = 0;
};

// One window of the voice activity detector, contiguous with the last. Hysteresis and threshold are
// already applied. `digital_silence` is true when every sample is zero.
struct AudioFrame {
  int64_t a_begin_ms = 0;
  int64_t a_end_ms = 0;
  bool voiced = false;
  bool faint = false;  // perhaps the beginning of a voice; says nothing in a voiced one
  bool digital_silence = false;
  float power = 0.0025f;  // mean square of the samples; -26 dBFS is ordinary speech
};

struct TranscriptReady {
  JobId job = 0;
  std::optional<std::string> text;  // nullopt: failed, `error` says why
  Language language = Language::kUnknown;
  float confidence = 1;  // [0, 1]
  Error error;
  // How it was said: what the driver heard of it, and that as a stage direction in the speaker's
  // language ("" when nothing is marked). Finals only.
  std::shared_ptr<const hearing::Perception> heard = {};
  std::string tone = {};
};
struct TurnScored {
  JobId job = 0;
  std::optional<float> probability;  // nullopt: failed; text rules decide
};
struct ReplyProgress {  // the engine lives
  JobId job = 0;
};
// The language model has read the turn that the reply answers, and before it wrote a word.
struct TurnRead {
  JobId job = 0;
  float whole = 1;  // the probability that its words are whole, not broken off
};
struct ReplyFirstToken {
  JobId job = 0;
};
struct ReplyClauseReady {
  JobId job = 0;
  std::string text;
  int64_t num_samples = 0;  // 0 for text replies
  std::vector<ReplyWord> words;
  bool is_opener = false;  // what SpeakOpener asked for
  ReplyActing acting = {};
};
struct ReplyFunctionCall {
  JobId job = 0;
  std::string call_id;
  std::string name;
  std::string arguments;
};
struct ReplyEnded {
  JobId job = 0;
  ReplyEnd end = ReplyEnd::kComplete;
  Error error;
  TokenUsage usage;
};
struct TimePassed {};  // NextDeadline() has come

using CoreEvent =
    std::variant<AudioFrame, TranscriptReady, TurnScored, ReplyProgress, TurnRead,
                 ReplyFirstToken, ReplyClauseReady, ReplyFunctionCall, ReplyEnded, SocketLost,
                 SocketResumed, TimePassed, UpdateSession, CommitInput, ClearInput, CreateItem, RetrieveItem,
                 DeleteItem, TruncateItem, CreateResponse, CancelResponse>;

}  // namespace vivavoce::dialogue
