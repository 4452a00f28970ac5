#include "eval/duplex_engine.h"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <deque>
#include <map>
#include <utility>

namespace vivavoce::eval {
namespace {

using dialogue::JobId;

// A held reply stops there (SpeechEngine::StartReply).
constexpr size_t kHeldClauses = 2;

// All threads of the process: a model may have one of its own.
double CpuMs() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

class DuplexSession : public std::enable_shared_from_this<DuplexSession> {
 public:
  DuplexSession(DuplexEars ears, const DuplexReply& script, DuplexTiming timing,
                const runtime::Clock& clock, runtime::Executor& executor,
                std::unique_ptr<hearing::VoiceActivityDetector> voice_detector,
                std::shared_ptr<DuplexWork> done, dialogue::EngineListener& listener)
      : ears_(std::move(ears)),
        script_(script),
        timing_(timing),
        clock_(clock),
        executor_(executor),
        voice_detector_(std::move(voice_detector)),
        done_(std::move(done)),
        listener_(&listener) {}

  void Close() { listener_ = nullptr; }

  Result<float> VoiceProbability(std::span<const float> window) {
    return voice_detector_->Push(window);
  }

  void Recognize(JobId job, dialogue::RecognitionRequest request) {
    const Rank rank = request.urgent     ? Rank::kOverlap
                      : request.is_final ? Rank::kFinal
                                         : Rank::kPartial;
    auto recognize = [request = std::move(request)](DuplexSession& self) -> Finish {
      hearing::RecognizeOptions options;
      options.language = request.language;
      options.hint = request.hint;
      options.is_final = request.is_final;
      auto transcript = self.ears_.recognizer->Recognize(request.samples, options);
      if (transcript) {
        self.done_->words.push_back({.text = transcript->text,
                                     .confidence = std::exp(transcript->mean_log_probability),
                                     .is_final = request.is_final});
      }
      return [transcript = std::move(transcript)](dialogue::EngineListener& listener, JobId id) {
        listener.OnTranscript(id, transcript);
      };
    };
    auto cancel = [](dialogue::EngineListener& listener, JobId id) {
      listener.OnTranscript(id, Fail(Error::Cancelled()));
    };
    Queue({job, rank, std::move(recognize), std::move(cancel)});
  }

  void ScoreTurn(JobId job, std::vector<float> samples) {
    auto score = [samples = std::move(samples)](DuplexSession& self) -> Finish {
      auto probability = self.ears_.end_of_turn->Score(samples);
      if (probability) self.done_->scores.push_back(*probability);
      return [probability = std::move(probability)](dialogue::EngineListener& listener, JobId id) {
        listener.OnTurnScore(id, probability);
      };
    };
    auto cancel = [](dialogue::EngineListener& listener, JobId id) {
      listener.OnTurnScore(id, Fail(Error::Cancelled()));
    };
    Queue({job, Rank::kScore, std::move(score), std::move(cancel)});
  }

  void StartReply(JobId job, bool hold) {
    replies_[job] = {.hold = hold};
    After(timing_.reply_ms, [job](DuplexSession& self) {
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
    const auto waiting = std::ranges::find(queue_, job, &Work::job);
    if (waiting != queue_.end()) {
      waiting->cancel(*listener_, job);
      queue_.erase(waiting);
    } else if (running_ && running_->job == job) {
      running_->cancel(*listener_, job);
      running_.reset();
      ++run_;
      Next();
    }
  }

 private:
  enum class Rank { kPartial, kFinal, kScore, kOverlap };  // as in the cascade
  using Finish = std::function<void(dialogue::EngineListener&, JobId)>;
  struct Work {
    JobId job = 0;
    Rank rank = Rank::kPartial;
    std::function<Finish(DuplexSession&)> compute;
    Finish cancel;
  };
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

  void Queue(Work work) {
    queue_.push_back(std::move(work));
    Next();
  }

  void Next() {
    if (running_ || queue_.empty()) return;
    const auto first = std::ranges::max_element(queue_, {}, &Work::rank);
    running_ = std::move(*first);
    queue_.erase(first);
    const double before = CpuMs();
    Finish finish = running_->compute(*this);
    const double cpu_ms = CpuMs() - before;
    TimesOf(running_->rank).push_back(cpu_ms);
    After(timing_.cost * cpu_ms,
          [finish = std::move(finish), run = ++run_](DuplexSession& self) {
            if (run != self.run_) return;  // aborted in the meantime
            const JobId job = std::exchange(self.running_, std::nullopt)->job;
            finish(*self.listener_, job);
            self.Next();
          });
  }

  std::vector<double>& TimesOf(Rank rank) {
    if (rank == Rank::kScore) return done_->score_ms;
    return rank == Rank::kFinal ? done_->final_ms : done_->partial_ms;
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
  const std::shared_ptr<DuplexWork> done_;
  dialogue::EngineListener* listener_;  // nullptr: closed
  std::deque<Work> queue_;
  std::optional<Work> running_;
  int run_ = 0;  // of the hearing worker
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
  void StartReply(JobId job, dialogue::ReplyRequest, bool hold) override {
    session_->StartReply(job, hold);
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
    : ears_(std::move(ears)), reply_(reply), timing_(timing), clock_(clock), executor_(executor) {}

Result<std::unique_ptr<dialogue::EngineSession>> DuplexEngine::OpenSession(
    dialogue::EngineListener& listener) {
  auto voice_detector = ears_.make_voice_detector();
  if (!voice_detector) return Fail(voice_detector.error());
  return std::make_unique<DuplexSessionHandle>(std::make_shared<DuplexSession>(
      ears_, reply_, timing_, clock_, executor_, std::move(*voice_detector), work_, listener));
}

}  // namespace vivavoce::eval
