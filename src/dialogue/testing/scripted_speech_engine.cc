#include "dialogue/testing/scripted_speech_engine.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <mutex>
#include <numbers>
#include <string_view>
#include <utility>

#include "audio/loudness.h"

namespace vivavoce::dialogue {
namespace {

constexpr float kVoiceDbfs = -40;
constexpr double kToneHz = 220;
constexpr int kHeldClauses = 2;

// Clauses with their trailing spaces, so that they concatenate to the text.
std::vector<std::string> Clauses(std::string_view text) {
  static constexpr std::string_view kEnds[] = {",", ".", "!", "?", "，", "。", "！", "？"};
  std::vector<std::string> clauses(1);
  for (size_t i = 0; i < text.size();) {
    const auto end = std::ranges::find_if(
        kEnds, [&](std::string_view mark) { return text.substr(i).starts_with(mark); });
    const size_t length = end == std::end(kEnds) ? 1 : end->size();
    clauses.back() += text.substr(i, length);
    i += length;
    if (end == std::end(kEnds)) continue;
    while (i < text.size() && text[i] == ' ') clauses.back() += text[i++];
    clauses.emplace_back();
  }
  if (clauses.back().empty()) clauses.pop_back();
  return clauses;
}

// The ends of the words: runs of ASCII without spaces, and single other characters.
std::vector<size_t> WordEnds(std::string_view clause) {
  std::vector<size_t> ends;
  for (size_t i = 0; i < clause.size();) {
    const auto byte = static_cast<unsigned char>(clause[i]);
    if (byte == ' ') {
      ++i;
    } else if (byte < 0x80) {
      while (i < clause.size() && clause[i] != ' ' && static_cast<unsigned char>(clause[i]) < 0x80)
        ++i;
      ends.push_back(i);
    } else {
      do ++i;
      while (i < clause.size() && (static_cast<unsigned char>(clause[i]) & 0xC0) == 0x80);
      ends.push_back(i);
    }
  }
  return ends;
}

}  // namespace

struct ScriptedSpeechEngine::Shared {
  SpeechScript script;
  const runtime::Clock& clock;
  runtime::Executor& executor;
  std::atomic<int> pending = 0;
  mutable std::mutex mutex;
  std::vector<ReplyRequest> requests;
};

namespace {

using Shared = ScriptedSpeechEngine::Shared;

class Session final : public EngineSession, public std::enable_shared_from_this<Session> {
 public:
  Session(std::shared_ptr<Shared> shared, EngineListener& listener)
      : shared_(std::move(shared)), listener_(&listener) {}

  void Stop() {
    const std::lock_guard lock(mutex_);
    listener_ = nullptr;
  }

  Result<float> VoiceProbability(std::span<const float> window) override {
    return audio::RmsDbfs(window) > kVoiceDbfs ? 0.95f : 0.02f;
  }

  void Recognize(JobId job, RecognitionRequest request) override {
    const auto& heard = shared_->script.heard;
    hearing::Transcript transcript;
    transcript.text = heard[std::min(finals_, heard.size() - 1)];
    transcript.language =
        transcript.text.empty() || static_cast<signed char>(transcript.text[0]) > 0
            ? Language::kEnglish
            : Language::kChinese;
    (void)request;
    const bool fails = shared_->script.recognition_fails && shared_->script.recognition_fails();
    After(shared_->script.recognition_ms, [job, transcript, fails](Session& self) {
      if (fails) return self.listener_->OnTranscript(job, Fail(Error::Internal("scripted")));
      self.listener_->OnTranscript(job, transcript);
    });
  }

  void ScoreTurn(JobId job, std::vector<float>) override {
    After(0, [job](Session& self) {
      self.listener_->OnTurnScore(job, self.shared_->script.turn_score());
    });
  }

  void StartReply(JobId job, ReplyRequest request, bool hold) override {
    {
      const std::lock_guard lock(shared_->mutex);
      shared_->requests.push_back(request);
      finals_ = static_cast<size_t>(
          std::ranges::count(request.history, ItemRole::kUser, &HistoryMessage::role));
    }
    Reply& reply = replies_[job];
    reply.hold = hold;
    reply.audio = request.modality == Modality::kAudio;
    reply.clauses = Clauses(shared_->script.reply(request));
    if (shared_->script.calls) reply.calls = shared_->script.calls(request);
    if (shared_->script.fail_replies) {
      End(job, {.end = ReplyEnd::kFailed, .error = Error::Internal("scripted failure")});
      return;
    }
    After(shared_->script.first_clause_ms, [job](Session& self) {
      if (!self.replies_.contains(job)) return;
      self.listener_->OnReplyFirstToken(job);
      self.listener_->OnReplyFirstClause(job);
      self.After(self.shared_->script.clause_audio_ms, [job](Session& s) { s.NextClause(job); });
    });
  }

  void ReleaseReply(JobId job) override {
    const auto it = replies_.find(job);
    if (it == replies_.end()) return;
    it->second.hold = false;
    if (std::exchange(it->second.waiting, false)) {
      After(0, [job](Session& self) { self.NextClause(job); });
    }
  }

  void SpeakOpener(JobId job) override {
    const auto it = replies_.find(job);
    if (it == replies_.end() || it->second.next > 0 || shared_->script.opener.empty()) return;
    ReplyClause clause = Spoken(it->second, shared_->script.opener);
    clause.is_opener = true;
    After(0, [job, clause](Session& self) { self.listener_->OnReplyClause(job, clause); });
  }

  std::optional<Backchannel> BackchannelFor(const BackchannelRequest&) {
    if (shared_->script.backchannel.empty()) return std::nullopt;
    return Backchannel{shared_->script.backchannel,
                       std::vector<float>(static_cast<size_t>(shared_->script.samples_per_word))};
  }

  void Prefill(ReplyRequest) override {}

  void Abort(JobId job) override {
    if (replies_.contains(job)) End(job, {.end = ReplyEnd::kAborted});
  }

 private:
  struct Reply {
    std::vector<std::string> clauses;
    std::vector<FunctionCall> calls;
    size_t next = 0;
    size_t text_length = 0;
    int64_t samples = 0;
    bool hold = false;
    bool waiting = false;
    bool audio = true;
  };

  template <typename F>
  void After(int64_t ms, F task) {
    ++shared_->pending;
    shared_->executor.PostAt(shared_->clock.NowMs() + ms,
                             [weak = weak_from_this(), shared = shared_, task] {
                               --shared->pending;
                               const auto self = weak.lock();
                               if (!self) return;
                               const std::lock_guard lock(self->mutex_);
                               if (self->listener_) task(*self);
                             });
  }

  void End(JobId job, ReplyResult result) {
    replies_.erase(job);
    After(0, [job, result](Session& self) { self.listener_->OnReplyDone(job, result); });
  }

  void NextClause(JobId job) {
    const auto it = replies_.find(job);
    if (it == replies_.end()) return;
    Reply& reply = it->second;
    if (reply.next == reply.clauses.size()) {
      for (FunctionCall& call : std::exchange(reply.calls, {})) {
        if (call.call_id.empty()) call.call_id = "call_" + std::to_string(job);
        listener_->OnReplyFunctionCall(job, std::move(call));
      }
      return End(job, {.usage = {.input_text = 20, .output_text = 10}});
    }
    if (reply.hold && reply.next == kHeldClauses) {
      reply.waiting = true;
      return;
    }
    const bool first = reply.next == 0;
    ReplyClause clause = Spoken(reply, reply.clauses[reply.next++]);
    if (first) clause.acting = shared_->script.acting;
    listener_->OnReplyClause(job, std::move(clause));
    After(0, [job](Session& self) { self.NextClause(job); });
  }

  // The next clause of `reply`, as a tone.
  ReplyClause Spoken(Reply& reply, std::string text) const {
    ReplyClause clause{.text = std::move(text), .samples = {}, .words = {}};
    if (reply.audio) {
      for (const size_t end : WordEnds(clause.text)) {
        const int64_t start = reply.samples + static_cast<int64_t>(clause.samples.size());
        for (int i = 0; i < shared_->script.samples_per_word; ++i) {
          clause.samples.push_back(
              static_cast<float>(0.1 * std::sin(2 * std::numbers::pi * kToneHz * i / 24000.0)));
        }
        clause.words.push_back({reply.text_length + end, start,
                                reply.samples + static_cast<int64_t>(clause.samples.size())});
      }
    }
    reply.text_length += clause.text.size();
    reply.samples += static_cast<int64_t>(clause.samples.size());
    return clause;
  }

  const std::shared_ptr<Shared> shared_;
  std::recursive_mutex mutex_;
  EngineListener* listener_;
  size_t finals_ = 0;
  std::map<JobId, Reply> replies_;
};

class SessionHandle final : public EngineSession {
 public:
  explicit SessionHandle(std::shared_ptr<Session> session) : session_(std::move(session)) {}
  ~SessionHandle() override { session_->Stop(); }
  Result<float> VoiceProbability(std::span<const float> window) override {
    return session_->VoiceProbability(window);
  }
  void Recognize(JobId job, RecognitionRequest request) override {
    session_->Recognize(job, std::move(request));
  }
  void ScoreTurn(JobId job, std::vector<float> samples) override {
    session_->ScoreTurn(job, std::move(samples));
  }
  void StartReply(JobId job, ReplyRequest request, bool hold) override {
    session_->StartReply(job, std::move(request), hold);
  }
  void ReleaseReply(JobId job) override { session_->ReleaseReply(job); }
  void SpeakOpener(JobId job) override { session_->SpeakOpener(job); }
  std::optional<Backchannel> BackchannelFor(const BackchannelRequest& request) override {
    return session_->BackchannelFor(request);
  }
  void Prefill(ReplyRequest request) override { session_->Prefill(std::move(request)); }
  void Abort(JobId job) override { session_->Abort(job); }

 private:
  std::shared_ptr<Session> session_;
};

}  // namespace

ScriptedSpeechEngine::ScriptedSpeechEngine(SpeechScript script, const runtime::Clock& clock,
                                           runtime::Executor& executor)
    : shared_(std::make_shared<Shared>(std::move(script), clock, executor)) {}
ScriptedSpeechEngine::~ScriptedSpeechEngine() = default;

Result<std::unique_ptr<EngineSession>> ScriptedSpeechEngine::OpenSession(EngineListener& listener) {
  return std::make_unique<SessionHandle>(std::make_shared<Session>(shared_, listener));
}

const hearing::SpeakerEncoder* ScriptedSpeechEngine::speaker_encoder() const {
  return shared_->script.speaker_encoder;
}

bool ScriptedSpeechEngine::Idle() const { return shared_->pending == 0; }

int ScriptedSpeechEngine::replies_started() const {
  const std::lock_guard lock(shared_->mutex);
  return static_cast<int>(shared_->requests.size());
}

std::vector<ReplyRequest> ScriptedSpeechEngine::requests() const {
  const std::lock_guard lock(shared_->mutex);
  return shared_->requests;
}

}  // namespace vivavoce::dialogue
