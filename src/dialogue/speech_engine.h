// Seam: the part of a conversation that hears, thinks and speaks. The cascade (VAD, recogniser,
// language model, synthesiser) is one; a native speech language model and a scripted fake are
// others.
//
// An EngineSession belongs to one conversation. Its methods return at once; results come through
// the EngineListener, on any thread, and every job ends in exactly one terminal callback:
// OnTranscript, OnTurnScore or OnReplyDone. After ~EngineSession has returned no callback comes.
//
// Methods of one EngineSession are called by one thread at a time; OpenSession by any.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "dialogue/reply.h"
#include "hearing/recognizer.h"
#include "hearing/voice_activity_detector.h"
#include "hearing/speaker_encoder.h"
#include "hearing/voice_gender_model.h"

namespace vivavoce::dialogue {

// A clause of the reply, ready to be sent: its text and, for audio, its sound. Clauses come in
// order; texts and samples are appended to what came before.
struct ReplyClause {
  std::string text;              // with its spaces: the reply is the concatenation
  std::vector<float> samples;    // 24 kHz mono; empty for text replies
  std::vector<ReplyWord> words;  // offsets count from the beginning of the reply
  bool is_opener = false;        // from SpeakOpener; only the first clause may be one
  ReplyActing acting = {};
};

// What a listener says without taking the turn: "mm-hm".
struct Backchannel {
  std::string text;
  std::vector<float> samples;  // 24 kHz mono
};

struct ReplyResult {
  ReplyEnd end = ReplyEnd::kComplete;
  Error error;  // when kFailed
  TokenUsage usage;
};

// The kind of a note that says that something of the persona's record was asked for and told.
inline constexpr std::string_view kFactNote = "fact";

// The guard did something about a reply (docs/guard.md).
struct GuardNote {
  // What it saw: a family of turns ("orders"), a fault of a clause ("premise"), or kFactNote.
  std::string kind;
  std::string action;  // what it did: "answer", "retry", "deflect", "end"
};

class EngineListener {
 public:
  virtual ~EngineListener() = default;
  virtual void OnTranscript(JobId job, Result<hearing::Transcript> transcript) = 0;
  virtual void OnTurnScore(JobId job, Result<float> probability) = 0;
  // A sign of life: a piece of its prompt was read, a token written, a clause's sound begun.
  virtual void OnReplyProgress(JobId) {}
  // The turn that it answers has been read: the probability that its words are whole, not broken
  // off in mid-thought. At most once a reply, before its first token; engines that cannot tell do not.
  virtual void OnTurnRead(JobId, float) {}
  virtual void OnReplyFirstToken(JobId job) = 0;
  virtual void OnReplyFirstClause(JobId job) = 0;  // its text is known; its sound is being made
  virtual void OnReplyClause(JobId job, ReplyClause clause) = 0;
  virtual void OnReplyFunctionCall(JobId job, FunctionCall call) = 0;  // before OnReplyDone
  virtual void OnReplyGuard(JobId, const GuardNote&) {}  // before OnReplyDone
  virtual void OnReplyDone(JobId job, ReplyResult result) = 0;
};

struct RecognitionRequest {
  std::vector<float> samples;  // 16 kHz
  Language language = Language::kUnknown;
  std::string hint;
  bool is_final = true;
  bool urgent = false;  // partial, and our voice waits for it
};

class EngineSession {
 public:
  virtual ~EngineSession() = default;  // aborts all jobs
  // Synchronous and cheap (< 1 ms): one 512-sample window.
  virtual Result<float> VoiceProbability(std::span<const float> window) = 0;
  virtual void Recognize(JobId job, RecognitionRequest request) = 0;
  virtual void ScoreTurn(JobId job, std::vector<float> samples) = 0;  // 16 kHz
  // A held reply stops after two clauses or 3 s of audio until it is released or aborted.
  virtual void StartReply(JobId job, ReplyRequest request, bool hold) = 0;
  virtual void ReleaseReply(JobId job) = 0;
  // The listener waits: begin the reply with a short opener, if one is at hand and the first clause
  // is not being spoken already. Best effort; the opener is a clause of its own.
  virtual void SpeakOpener(JobId job) = 0;
  // Synchronous and cheap: the persona's "mm-hm", if one is at hand. One that is not may be made for
  // the next time.
  virtual std::optional<Backchannel> BackchannelFor(const BackchannelRequest&) { return {}; }
  // The same words again in another voice: abort and start costs tokens; engines may do better.
  virtual void Prefill(ReplyRequest request) = 0;  // best effort, no callback
  virtual void Abort(JobId job) = 0;               // still ends in its terminal callback
};

class SpeechEngine {
 public:
  virtual ~SpeechEngine() = default;
  // `listener` must outlive the session; the engine must outlive both.
  virtual Result<std::unique_ptr<EngineSession>> OpenSession(EngineListener& listener) = 0;
  // Judges whose voice it is; nullptr: the engine has none. Lives as long as the engine.
  virtual const hearing::VoiceGenderModel* voice_gender() const { return nullptr; }
  // Tells speakers apart; the same holds.
  virtual const hearing::SpeakerEncoder* speaker_encoder() const { return nullptr; }
  // Held replies tell how whole the turn is that they answer (EngineListener::OnTurnRead).
  virtual bool ReadsTurns() const { return false; }
  // No session's job is computing; held replies that wait for their release do not count.
  virtual bool Idle() const = 0;
};

}  // namespace vivavoce::dialogue
