#include "eval/duplex_engine.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <utility>

namespace vivavoce::eval {
namespace {

using dialogue::JobId;

// A held reply stops there (SpeechEngine::StartReply).
constexpr size_t kHeldClauses = 2;

class DuplexSession : public std::enable_shared_from_this<DuplexSession> {
 public:
  DuplexSession(DuplexEars ears, const DuplexReply& script, DuplexTiming timing,
                const runtime::Clock& clock, runtime::Executor& executor,
                std::unique_ptr<hearing::VoiceActivityDetector> voice_detector,
                std::shared_ptr<HearingDesk> desk, std::shared_ptr<DuplexWork> done,
                dialogue::EngineListener& listener)
      : ears_(std::move(ears)),
        script_(script),
        timing_(timing),
        clock_(clock),
        executor_(executor),
        voice_detector_(std::move(voice_detector)),
        desk_(std::move(desk)),
        done_(std::move(done)),
        listener_(&listener) {}

  void Close() {
    listener_ = nullptr;
    desk_->DropAll(this);
  }

  Result<float> VoiceProbability(std::span<const float> window) {
    return voice_detector_->Push(window);
  }

  void Recognize(JobId job, dialogue::RecognitionRequest request) {
    const auto rank = request.urgent     ? HearingDesk::Rank::kOverlap
                      : request.is_final ? HearingDesk::Rank::kFinal
                                         : HearingDesk::Rank::kPartial;
    auto recognize = [this, job, request = std::move(request)]() -> std::function<void()> {
      hearing::RecognizeOptions options;
      options.language = request.language;
      options.hint = request.hint;
      options.is_final = request.is_final;
      auto transcript = ears_.recognizer->Recognize(request.samples, options);
      if (transcript) {
        done_->words.push_back({.text = transcript->text,
                                .confidence = std::exp(transcript->mean_log_probability),
                                .is_final = request.is_final});
      }
      return [this, job, transcript = std::move(transcript)] {
        listener_->OnTranscript(job, transcript);
      };
    };
    auto cancelled = [this, job] { listener_->OnTranscript(job, Fail(Error::Cancelled())); };
    desk_->Queue({this, job, rank, std::move(recognize), std::move(cancelled)});
  }

  void ScoreTurn(JobId job, std::vector<float> samples) {
    auto score = [this, job, samples = std::move(samples)]() -> std::function<void()> {
      auto probability = ears_.end_of_turn->Score(samples);
      if (probability) done_->scores.push_back(*probability);
      return [this, job, probability = std::move(probability)] {
        listener_->OnTurnScore(job, probability);
      };
    };
    auto cancelled = [this, job] { listener_->OnTurnScore(job, Fail(Error::Cancelled())); };
    desk_->Queue({this, job, HearingDesk::Rank::kScore, std::move(score), std::move(cancelled)});
  }

  void StartReply(JobId job, const dialogue::ReplyRequest& request, bool hold) {
    replies_[job] = {.hold = hold};
    const double read_ms = hold ? ReadTurn(job, request) : 0;
    After(std::max<double>(timing_.reply_ms, read_ms), [job](DuplexSession& self) {
      const auto reply = self.replies_.find(job);
      if (reply == self.replies_.end()) return;
      reply->second.ready = true;
      self.listener_->OnReplyFirstToken(job);
      self.listener_->OnReplyFirstClause(job);
      self.GiveClauses(job);
    });
  }

  void ReleaseReply(JobId job) {
    const auto reply = replies_.find(job);
    if (reply == replies_.end()) return;
    reply->second.hold = false;
    if (reply->second.ready) GiveClauses(job);
  }

  void Abort(JobId job) {
    if (replies_.erase(job) > 0) {
      listener_->OnReplyDone(job, {.end = dialogue::ReplyEnd::kAborted, .error = {}, .usage = {}});
      return;
    }
    desk_->Abort(this, job);
  }

 private:
  struct Reply {
    bool hold = false;
    bool ready = false;
    size_t given = 0;
  };

  template <typename F>
  void After(double ms, F task) {
    executor_.PostAt(clock_.NowMs() + std::llround(ms), [weak = weak_from_this(), task] {
      const auto self = weak.lock();
      if (self && self->listener_) task(*self);
    });
  }

  // Returns when it is told, in ms from now.
  double ReadTurn(JobId job, const dialogue::ReplyRequest& request) {
    if (!ears_.read_turn) return 0;
    const auto begun = std::chrono::steady_clock::now();
    const std::optional<float> whole = ears_.read_turn(request);
    const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - begun;
    if (!whole) return 0;
    done_->read_ms.push_back(taken.count());
    done_->whole.push_back(*whole);
    After(taken.count() * timing_.cost, [job, whole = *whole](DuplexSession& self) {
      if (self.replies_.contains(job)) self.listener_->OnTurnRead(job, whole);
    });
    return taken.count() * timing_.cost;
  }

  void GiveClauses(JobId job) {
    Reply& reply = replies_.at(job);
    const size_t all = script_.clauses.size();
    const size_t until = reply.hold ? std::min(kHeldClauses, all) : all;
    while (reply.given < until) listener_->OnReplyClause(job, script_.clauses[reply.given++]);
    if (reply.given < all) return;
    replies_.erase(job);
    listener_->OnReplyDone(job, {});
  }

  const DuplexEars ears_;
  const DuplexReply& script_;
  const DuplexTiming timing_;
  const runtime::Clock& clock_;
  runtime::Executor& executor_;
  const std::unique_ptr<hearing::VoiceActivityDetector> voice_detector_;
  const std::shared_ptr<HearingDesk> desk_;  // its jobs of ours are dropped before we go
  const std::shared_ptr<DuplexWork> done_;
  dialogue::EngineListener* listener_;  // nullptr: closed
  std::map<JobId, Reply> replies_;
};

// What the conversation owns: after it is gone nobody is called back.
class DuplexSessionHandle final : public dialogue::EngineSession {
 public:
  explicit DuplexSessionHandle(std::shared_ptr<DuplexSession> session)
      : session_(std::move(session)) {}
  ~DuplexSessionHandle() override { session_->Close(); }

  Result<float> VoiceProbability(std::span<const float> window) override {
    return session_->VoiceProbability(window);
  }
  void Recognize(JobId job, dialogue::RecognitionRequest request) override {
    session_->Recognize(job, std::move(request));
  }
  void ScoreTurn(JobId job, std::vector<float> samples) override {
    session_->ScoreTurn(job, std::move(samples));
  }
  void StartReply(JobId job, dialogue::ReplyRequest request, bool hold) override {
    session_->StartReply(job, request, hold);
  }
  void ReleaseReply(JobId job) override { session_->ReleaseReply(job); }
  void SpeakOpener(JobId) override {}  // there is none at hand
  void Prefill(dialogue::ReplyRequest) override {}
  void Abort(JobId job) override { session_->Abort(job); }

 private:
  const std::shared_ptr<DuplexSession> session_;
};

}  // namespace

DuplexEngine::DuplexEngine(DuplexEars ears, const DuplexReply& reply, DuplexTiming timing,
                           const runtime::Clock& clock, runtime::Executor& executor)
    : ears_(std::move(ears)),
      reply_(reply),
      timing_(timing),
      clock_(clock),
      executor_(executor),
      desk_(std::make_shared<HearingDesk>(
          timing.cost, clock, executor, [work = work_](HearingDesk::Rank rank, double cpu_ms) {
            (rank == HearingDesk::Rank::kScore   ? work->score_ms
             : rank == HearingDesk::Rank::kFinal ? work->final_ms
                                                 : work->partial_ms)
                .push_back(cpu_ms);
          })) {}

Result<std::unique_ptr<dialogue::EngineSession>> DuplexEngine::OpenSession(
    dialogue::EngineListener& listener) {
  auto voice_detector = ears_.make_voice_detector();
  if (!voice_detector) return Fail(voice_detector.error());
  return std::make_unique<DuplexSessionHandle>(std::make_shared<DuplexSession>(
      ears_, reply_, timing_, clock_, executor_, std::move(*voice_detector), desk_, work_,
      listener));
}

}  // namespace vivavoce::eval
