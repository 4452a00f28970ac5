// Owns what the machines share and joins them: the user's turn, the agent's voice, the hold, the
// overlap of the two voices, the history. Every event goes through one handler here, every order
// comes from here; the machines themselves decide nothing about each other.
//
// The handlers are spread over files by subject: coordinator.cc (events, time), _turns (input to
// turns), _words (recognition), _commit (turns to items), _hold, _overlap, _voice (responses to
// sound), _responses (responses opened and closed), _backchannel (the agent's "mm-hm"), _client (what
// a client asks for).
// Threads: one at a time. Copying copies the conversation.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dialogue/agent_voice.h"
#include "dialogue/audio_clock.h"
#include "dialogue/conversation_core.h"
#include "dialogue/history.h"
#include "dialogue/hold.h"
#include "dialogue/id_generator.h"
#include "dialogue/overlap_judge.h"
#include "dialogue/pause_habit.h"
#include "dialogue/response_slot.h"
#include "dialogue/turn_recognition.h"
#include "dialogue/turn_score.h"
#include "dialogue/user_turn.h"
#include "dialogue/virtual_player.h"

namespace vivavoce::dialogue {

class Coordinator {
 public:
  explicit Coordinator(CoreOptions options);

  std::vector<CoreAction> Step(int64_t m_ms, const CoreEvent& event);
  std::optional<int64_t> NextDeadline() const;

  const History& history() const { return history_; }
  const SessionConfig& session() const { return config_; }
  std::string StateName() const;
  int64_t NeededFromAudioMs() const;
  std::optional<int64_t> HearsFromAudioMs() const;
  // The turn that the client has been told of and that goes on; nullopt: none.
  std::optional<OpenTurn> SpokenTurn() const;
  int64_t num_no_ops() const { return num_no_ops_; }

 private:
  // How far the pause of the open turn has been thought through.
  struct Decision {
    std::optional<float> acoustic;
    std::optional<float> first_acoustic;  // of this silence
    bool score_known = false;
    JobId score_job = 0;
    size_t next_score = 0;
    int holds_started = 0;
    int holds_dropped = 0;
    int64_t soft_end_m = 0;
    int64_t grace_end_m = 0;
  };
  // The sound of one assistant item at the client.
  struct Playback {
    std::string item_id;
    VirtualPlayer player;
  };

  // coordinator.cc
  void On(const AudioFrame& frame);
  void On(const TranscriptReady& ready);
  void On(const TurnScored& scored);
  void On(const ReplyProgress& progress);
  void On(const TurnRead& read);
  void On(const ReplyFirstToken& token);
  void On(const ReplyClauseReady& clause);
  void On(const ReplyFunctionCall& call);
  void On(const ReplyEnded& ended);
  void On(const SocketLost& lost);
  void On(const SocketResumed& resumed);
  void On(const TimePassed&);
  void FireTimers();
  void Teardown();
  int64_t PlayAgain(Playback& playback, int64_t missed);

  // coordinator_client.cc
  void On(const UpdateSession& update);
  void On(const CommitInput& commit);
  void On(const ClearInput& clear);
  void On(const CreateItem& create);
  void On(const RetrieveItem& retrieve);
  void On(const DeleteItem& erase);
  void On(const TruncateItem& truncate);
  void On(const CreateResponse& create);
  void On(const CancelResponse& cancel);
  void Refuse(const std::string& event_id, std::string code, std::string message,
              std::string param = {}, uint64_t serial = 0);
  bool AcceptOutput(const CreateItem& create);

  // coordinator_turns.cc
  void OnUserEvent(UserEvent event, const AudioFrame* frame);
  void BeginTurn(int64_t begin_a, int64_t end_a);
  void TurnOpened();
  void UserResumed();
  float Patience() const;  // with this user, at this time
  void Progress();  // whatever the pause, the words and the scores now allow
  void ThinkPause();
  void AskScore();
  void BecomeDue();
  void TellSpeechStarted();
  void TellSpeechStopped();  // if it is owed
  void FollowManualInput(const AudioFrame& frame);
  int64_t GraceEnd() const;
  TurnScore CurrentScore() const;
  std::optional<float> HeldWordsAreWhole() const;

  // coordinator_words.cc
  void AskFinal(int64_t to_a);
  int64_t PartialEveryMs() const;
  void AskFinalEarly();
  void AskFinalInPause();
  void UnaskFinal();
  void AskPartialIfDue();
  void CloseSegment();
  void RecognizeItem(const Item& item);
  void TellPartial(const std::string& before);
  void Prefill();
  void PrefillIfChanged();
  void AbortWords();
  void WordsArrived();
  void Settle(PendingTranscript& pending);  // all of it is known
  void GiveUpWaiting(PendingTranscript& pending);
  void TellTranscript(const PendingTranscript& pending, const std::string& text);
  void TellPerception(const PendingTranscript& pending);
  bool IsWaitingForWords() const;
  void WordsSettled();

  // coordinator_commit.cc
  void CommitTurn(bool respond);
  void DropTurn();
  void ForgetTurn();
  void CommitBuffer();
  void CommitIdle();
  void AddUserItem(std::string id, std::optional<std::string> transcript, History::Note note,
                   int64_t from_a, int64_t to_a);
  void TurnCommitted(const TurnTiming& timing);

  // coordinator_hold.cc
  ReplyRequest BuildRequest(const CreateResponse* create,
                            const std::optional<PendingText>& pending = {}) const;
  void StartHoldIfDue(const TurnScore& score, bool due);
  void StartHold(std::optional<PendingText> user, int64_t expires_m);
  void PrefetchIfReady();
  void DropHold();
  void ShelvedHoldMeets(const std::string& final_text, const std::string& tone);
  void CheckHold();
  bool HoldAnswersTurn() const;

  // coordinator_overlap.cc
  bool IsAudible() const;
  void BeginOverlap();
  void ThinkOverlap();
  // Nothing of weight was said since a text for which there was `voiced_ms` of voice.
  bool Covers(int64_t voiced_ms) const;
  bool OverlapTextIsWhole() const;  // though it may be a partial one
  bool UserIsFar() const;           // somebody in the background
  void LearnUserLevel();
  OverlapEvidence Evidence() const;
  void Obey(Verdict verdict);
  void EndOverlapQuietly();  // back to Silent without a trace
  void GoOnSpeaking();
  void DissolveOverlap();  // the turn under it is an ordinary one

  // coordinator_backchannel.cc
  void BackchannelIfDue(const TurnScore& score);

  // coordinator_voice.cc
  ResponseWriter Writer(ResponseSlot& slot);
  void Pump();
  void PumpText(ResponseSlot& slot);
  void PumpAudio(ResponseSlot& slot);
  void PumpOutOfBand();
  int64_t NextPiece(const ResponseSlot& slot) const;
  bool PlaysSlot() const;                    // the open response is what is being heard
  int64_t WhenHeard(int64_t sample) const;  // REQUIRES: PlaysSlot(), sample <= sent; now if it was
  std::optional<int64_t> PaceDeadline() const;
  std::optional<int64_t> StallDeadline(const ResponseSlot& slot) const;
  std::optional<int64_t> OpenerDeadline() const;
  void CheckOpener();
  void LearnWordsTake(const ReplyStream& stream);
  std::optional<int64_t> RestDeadline() const;
  void RestIfDue();
  void CheckStalled();
  void CheckPlayedOut();
  int64_t HeardSamples() const;
  int64_t HeardMs() const { return HeardSamples() / rate_; }
  ResponseSlot* FindSlot(JobId job);
  ReplyStream* FindStream(JobId job);

  // coordinator_responses.cc
  ResponseSlot NewSlot(const CreateResponse* create);
  void OpenResponse(const CreateResponse* create, std::optional<TurnTiming> timing);
  void OpenOutOfBand(const CreateResponse& create);
  void StartReplyFor(ResponseSlot& slot);
  void TellAnswered(const ResponseSlot& slot);
  void CloseResponse(ResponseStatus status, ResponseReason reason, std::string code = {},
                     std::string message = {});
  void CompleteResponse();
  void OpenQueued();
  void InterruptVoice(bool leave_out);
  void CutPlayback();
  void CloseOutOfBand(size_t index, ResponseStatus status, ResponseReason reason,
                      std::string code = {}, std::string message = {});

  template <typename E>
  void Tell(E event) {
    out_.push_back(Emit{ServerEvent(std::move(event))});
  }
  template <typename A>
  void Order(A action) {
    out_.push_back(CoreAction(std::move(action)));
  }
  JobId NewJob() { return ++last_job_; }
  // The table of the agent's voice; false: a no-op, counted.
  bool Move(VoiceEvent event);
  std::optional<int64_t> IdleDeadline() const;
  bool GapBegun() const { return m_ >= last_append_m_ + k_.gap_ms; }

  CoreConstants k_;
  bool reads_turns_;
  SessionConfig config_;
  uint64_t config_epoch_ = 0;
  bool prompt_changed_;  // and nothing has read it yet
  IdGenerator ids_;
  int64_t rate_;  // output samples a ms
  JobId last_job_ = 0;
  int64_t m_ = 0;
  std::vector<CoreAction> out_;
  int64_t num_no_ops_ = 0;

  AudioClock clock_;
  UserTurn user_;
  TurnRecognition words_;
  Decision decision_;
  std::vector<PendingTranscript> pending_;
  Overlap overlap_;
  bool early_onset_ = false;  // the agent had hardly begun at the first voiced frame
  std::optional<double> words_take_ms_;  // from asking for a spoken reply to its first words, lately
  float patience_ = 1;
  PauseHabit pause_habit_;
  int64_t backchannel_voiced_ms_ = 0;     // of the open turn, when the last one was said
  std::optional<int64_t> backchannel_m_;  // when that was
  std::optional<float> user_dbfs_;  // of the user's turns, on the average
  int64_t last_append_m_ = 0;
  int64_t last_gap_tick_m_ = 0;
  int64_t manual_silent_ms_ = 0;
  int64_t last_commit_m_ = 0;
  std::string last_turn_item_;  // the last item made of a spoken turn

  VoiceState voice_ = VoiceState::kIdle;
  std::optional<ResponseSlot> slot_;  // open in the default conversation
  std::optional<Playback> playback_;  // the newest sound
  std::optional<Playback> tail_;      // the one before, while it is still heard
  std::optional<TurnTiming> queued_;  // a response that opens when the open one is over
  bool fade_in_ = false;
  bool any_audio_sent_ = false;
  bool any_reply_heard_ = false;  // to its end: the client's echo canceller knows our voice
  float playout_delay_ms_;
  std::optional<int64_t> idle_from_m_;
  std::vector<ResponseSlot> out_of_band_;

  Hold hold_;
  uint64_t checked_history_ = 0;
  uint64_t checked_config_ = 0;
  History history_;

  std::optional<int64_t> lost_m_;  // the socket is gone since
  bool suspended_told_ = false;
  int64_t lease_ms_ = 0;  // and is waited for this long
  bool closed_ = false;
};

}  // namespace vivavoce::dialogue
