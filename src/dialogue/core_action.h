// What the pure core orders: wire events and engine jobs, to be carried out in order.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>

#include "dialogue/reply.h"
#include "dialogue/server_event.h"

namespace vivavoce::dialogue {

struct Emit {
  ServerEvent event;
};
// Recognise the input between two audio times. The result is TranscriptReady with this job.
struct StartRecognition {
  JobId job = 0;
  int64_t a_from_ms = 0;
  int64_t a_to_ms = 0;
  bool is_final = true;
  bool urgent = false;                     // partial, and our voice waits for it
  Language language = Language::kUnknown;  // a hint
  std::string hint;
  std::shared_ptr<const AudioClip> clip = {};  // of an item the client made, instead of the input
};
struct StartTurnScore {
  JobId job = 0;
  int64_t a_from_ms = 0;
  int64_t a_to_ms = 0;
};
struct StartReply {
  JobId job = 0;
  ReplyRequest request;
  bool hold = false;
};
struct ReleaseReply {
  JobId job = 0;
};
// Nothing of this reply is ready though it is time to answer: begin it with one of the persona's
// openers ("Hmm,"). The engine does so with a clause, unless its first clause is on its way.
struct SpeakOpener {
  JobId job = 0;
};
// So much silence behind what there is of a reply's sound: an opener is over and the first words are not
// there. A client whose sound runs dry has to fill its buffer again before it goes on.
struct AddSilence {
  JobId job = 0;
  int64_t num_samples = 0;
};
// The user talks on and has paused: the persona may say "mm-hm". No reply, and in no history.
struct SpeakBackchannel {
  std::string item_id;  // of the user's turn
  BackchannelRequest request;
};
struct AbortJob {
  JobId job = 0;
};
struct PrefillPrompt {
  ReplyRequest request;
};
// Keep the input between two audio times as the sound of this item (for retrieve); input before
// `a_from_ms` is needed by nobody any more.
struct KeepItemAudio {
  std::string item_id;
  int64_t a_from_ms = 0;
  int64_t a_to_ms = 0;
};
struct ForgetItemAudio {
  std::string item_id;
};
// Measures, not behaviour: the end of the user's speech that the response answers, in audio time
// and in monotonic time m(a), so that the driver can report latencies.
struct TurnAnswered {
  std::string response_id;
  JobId reply = 0;
  int64_t speech_end_a_ms = 0;
  int64_t speech_end_m_ms = 0;
  int64_t soft_end_m_ms = 0;    // the decision that the turn is over
  int64_t transcript_m_ms = 0;  // the final transcript
};
// A turn is over: what was heard counts towards the speaker's usual way of speaking.
struct LearnVoice {
  std::shared_ptr<const hearing::Perception> heard;
};

using CoreAction =
    std::variant<Emit, StartRecognition, StartTurnScore, StartReply, ReleaseReply, AbortJob,
                 PrefillPrompt, KeepItemAudio, ForgetItemAudio, TurnAnswered, SpeakOpener,
                 SpeakBackchannel, LearnVoice, AddSilence>;

}  // namespace vivavoce::dialogue
