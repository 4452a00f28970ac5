#include "dialogue/conversation.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <utility>

#include "audio/resampler.h"
#include "dialogue/conversation_core.h"
#include "dialogue/input_audio.h"
#include "dialogue/reply_sound.h"
#include "dialogue/turn_timeline.h"
#include "dialogue/turn_tone.h"
#include "speaking/synthesizer.h"

namespace vivavoce::dialogue {
namespace {

template <class... Ts>
struct Overloaded : Ts... {
  using Ts::operator()...;
};

// Everything below runs on the executor, under mutex_; only the queueing is called from outside.
class Runner final : public EngineListener, public std::enable_shared_from_this<Runner> {
 public:
  Runner(ConversationOptions options, bool reads_turns, TurnTone tone, runtime::Clock& clock,
         runtime::Executor& executor, ConversationListener& listener)
      : clock_(clock),
        executor_(executor),
        listener_(listener),
        core_({.session = options.session,
               .id_seed = options.id_seed,
               .reads_turns = reads_turns}),
        tone_(std::move(tone)),
        input_([this](auto window) { return Hear(window); },
               [this](const AudioFrame& frame) {
                 Step(frame);
                 input_.Forget(core_.NeededFromAudioMs() - kKeptBeforeNeedMs);
               }) {
    ConfigureInput(options.session);
  }

  void SetEngine(std::unique_ptr<EngineSession> engine) { engine_ = std::move(engine); }

  // No callback and no listener call after this has returned.
  void Close() {
    engine_stopping_ = true;
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
    }
    engine_.reset();
  }

  void Handle(ClientEvent event) {
    Post([event = std::move(event)](Runner& self) {
      std::visit([&](const auto& e) { self.Step(e); }, event);
    });
  }

  void AppendAudio(std::vector<float> samples, int rate_hz) {
    const int64_t queued_us = static_cast<int64_t>(samples.size()) * 1000000 / std::max(rate_hz, 1);
    queued_input_us_ += queued_us;
    Post([samples = std::move(samples), rate_hz, queued_us](Runner& self) {
      if (const Status status = self.input_.Append(samples, rate_hz); !status) {
        self.Tell(ErrorEvent{.code = "invalid_value",
                             .message = status.error().message,
                             .param = status.error().field});
      }
      self.queued_input_us_ -= queued_us;
    });
  }

  double QueuedInputSeconds() const { return static_cast<double>(queued_input_us_) / 1e6; }

  // EngineListener, on engine threads.
  void OnTranscript(JobId job, Result<hearing::Transcript> transcript) override {
    Post([job, transcript = std::move(transcript)](Runner& self) {
      TranscriptReady ready{.job = job};
      if (transcript) {
        ready.text = transcript->text;
        ready.language = transcript->language;
        ready.confidence = std::exp(transcript->mean_log_probability);
      } else {
        ready.error = transcript.error();
      }
      self.tone_.AddTo(ready, self.core_.session().perception);
      self.Step(ready);
    });
  }
  void OnTurnScore(JobId job, Result<float> probability) override {
    Post([job, probability = std::move(probability)](Runner& self) {
      self.Step(TurnScored{job, probability ? std::optional(*probability) : std::nullopt});
    });
  }
  void OnReplyProgress(JobId job) override {
    Post([job](Runner& self) { self.Step(ReplyProgress{job}); });
  }
  void OnTurnRead(JobId job, float whole) override {
    Post([job, whole](Runner& self) { self.Step(TurnRead{job, whole}); });
  }
  void OnReplyFirstToken(JobId job) override {
    Post([job](Runner& self) {
      self.timeline_.Mark(job, "first_token", self.clock_.NowMs());
      self.Step(ReplyFirstToken{job});
    });
  }
  void OnReplyFirstClause(JobId job) override {
    Post([job](Runner& self) { self.timeline_.Mark(job, "first_clause", self.clock_.NowMs()); });
  }
  void OnReplyClause(JobId job, ReplyClause clause) override {
    Post([job, clause = std::move(clause)](Runner& self) {
      self.sound_.Append(job, clause.samples);
      const auto num_samples = static_cast<int64_t>(clause.samples.size());
      if (clause.is_opener) self.timeline_.Opener(job, num_samples);
      self.Step(ReplyClauseReady{job, clause.text, num_samples, clause.words, clause.is_opener,
                                 clause.acting});
    });
  }
  void OnReplyFunctionCall(JobId job, FunctionCall call) override {
    Post([job, call = std::move(call)](Runner& self) {
      self.Step(ReplyFunctionCall{job, call.call_id, call.name, call.arguments});
    });
  }
  void OnReplyDone(JobId job, ReplyResult result) override {
    Post([job, result = std::move(result)](Runner& self) {
      self.Step(ReplyEnded{job, result.end, result.error, result.usage});
    });
  }

 private:
  template <typename F>
  void Post(F task) {
    executor_.Post([weak = weak_from_this(), task = std::move(task)] {
      if (const auto self = weak.lock()) {
        const std::lock_guard lock(self->mutex_);
        if (!self->closed_) task(*self);
      }
    });
  }

  Result<float> Hear(std::span<const float> window) {
    const PerceptionSettings& perception = core_.session().perception;
    if (const auto from = core_.HearsFromAudioMs()) tone_.Hear(input_, *from, perception);
    auto update = tone_.Update(core_.SpokenTurn(), perception);
    if (update) Tell(std::move(*update));
    return engine_->VoiceProbability(window);
  }

  void ConfigureInput(const SessionConfig& session) {
    input_.set_threshold(session.turn_detection.threshold);
    input_.set_noise_reduction(session.noise_reduction);
    input_.set_echo_cancellation(session.echo_cancellation);
  }

  void Step(const CoreEvent& event) {
    if (const auto* update = std::get_if<UpdateSession>(&event)) {
      ConfigureInput(update->config);
    }
    now_ms_ = std::max(now_ms_, clock_.NowMs());
    for (CoreAction& action : core_.Step(now_ms_, event)) Execute(action);
    ArmTimer();
  }

  void ArmTimer() {
    const std::optional<int64_t> deadline = core_.NextDeadline();
    if (!deadline || deadline == armed_ms_) return;
    armed_ms_ = deadline;
    executor_.PostAt(*deadline, [weak = weak_from_this(), at = *deadline] {
      if (const auto self = weak.lock()) {
        const std::lock_guard lock(self->mutex_);
        if (self->closed_ || self->armed_ms_ != at) return;  // a newer timer replaced this one
        self->armed_ms_.reset();
        self->Step(TimePassed{});
      }
    });
  }

  void Execute(CoreAction& action) {
    if (engine_stopping_) return;
    std::visit(Overloaded{
                   [&](Emit& a) { Tell(std::move(a.event)); },
                   [&](StartRecognition& a) {
                     if (!a.clip) tone_.Asked(a, input_, core_.session().perception);
                     engine_->Recognize(a.job, {.samples = SoundFor(a),
                                                .language = a.language,
                                                .hint = a.hint,
                                                .is_final = a.is_final,
                                                .urgent = a.urgent});
                   },
                   [&](StartTurnScore& a) {
                     engine_->ScoreTurn(a.job, input_.Read(a.a_from_ms, a.a_to_ms));
                   },
                   [&](StartReply& a) {
                     sound_.Begin(a.job);
                     engine_->StartReply(a.job, std::move(a.request), a.hold);
                   },
                   [&](ReleaseReply& a) { engine_->ReleaseReply(a.job); },
                   [&](SpeakOpener& a) { engine_->SpeakOpener(a.job); },
                   [&](AddSilence& a) {
                     sound_.Append(a.job, std::vector<float>(static_cast<size_t>(a.num_samples)));
                     timeline_.Rest(a.job, a.num_samples);
                   },
                   [&](SpeakBackchannel& a) {
                     auto said = engine_->BackchannelFor(a.request);
                     if (!said) return;
                     Tell(BackchannelSpoken{std::move(a.item_id), std::move(said->text),
                                            std::move(said->samples)});
                   },
                   [&](AbortJob& a) { engine_->Abort(a.job); },
                   [&](PrefillPrompt& a) { engine_->Prefill(std::move(a.request)); },
                   [&](KeepItemAudio& a) { KeepAudio(a); },
                   [&](ForgetItemAudio& a) { item_audio_.erase(a.item_id); },
                   [&](TurnAnswered& a) { timeline_.Answer(a); },
                   [&](LearnVoice& a) {
                     tone_.Learn(*a.heard);
                     listener_.OnPerception(*a.heard);
                   },
               },
               action);
  }

  std::vector<float> SoundFor(const StartRecognition& asked) const {
    if (!asked.clip) return input_.Read(asked.a_from_ms, asked.a_to_ms);
    auto samples = audio::Resample(asked.clip->samples, asked.clip->sample_rate_hz,
                                   hearing::kHearingSampleRateHz);
    return samples ? std::move(*samples) : std::vector<float>();
  }

  void KeepAudio(const KeepItemAudio& keep) {
    if (item_audio_.size() >= kMaxItemsWithAudio) item_audio_.erase(item_audio_order_.front());
    std::erase_if(item_audio_order_, [&](const auto& id) { return !item_audio_.contains(id); });
    auto clip = std::make_shared<AudioClip>();
    clip->samples = input_.Read(keep.a_from_ms, keep.a_to_ms);
    clip->sample_rate_hz = hearing::kHearingSampleRateHz;
    item_audio_[keep.item_id] = std::move(clip);
    item_audio_order_.push_back(keep.item_id);
  }

  void Tell(ServerEvent event) {
    if (auto* delta = std::get_if<AudioDelta>(&event)) {
      delta->samples = sound_.Read(delta->job, delta->from_sample, delta->to_sample);
      if (delta->fade_in) FadeIn(delta->samples);
    } else if (auto* retrieved = std::get_if<ItemRetrieved>(&event)) {
      const auto kept = item_audio_.find(retrieved->item.id);
      for (ContentPart& part : retrieved->item.content) {
        if (part.type == ContentPart::Type::kInputAudio && !part.audio &&
            kept != item_audio_.end()) {
          part.audio = kept->second;
        }
      }
    }
    FollowLoudspeaker(event);
    listener_.OnServerEvent(event);
    if (const auto* delta = std::get_if<AudioDelta>(&event)) {
      const auto latency = timeline_.Audio(delta->at.response_id, delta->from_sample, now_ms_);
      if (latency) {
        listener_.OnTurnLatency(*latency);
        if (core_.session().latency_events) listener_.OnServerEvent(*latency);
      }
    }
  }

  // Clients drop what they have not played when their user speaks or a response is cut off.
  void FollowLoudspeaker(const ServerEvent& event) {
    if (const auto* delta = std::get_if<AudioDelta>(&event)) {
      if (delta->in_conversation) input_.Played(delta->samples, speaking::kSpeechSampleRateHz);
    } else if (const auto* said = std::get_if<BackchannelSpoken>(&event)) {
      input_.Played(said->samples, speaking::kSpeechSampleRateHz);
    } else if (const auto* done = std::get_if<ResponseDone>(&event)) {
      if (done->response.status == ResponseStatus::kCancelled) input_.StoppedPlaying();
    } else if (std::holds_alternative<SpeechStarted>(event)) {
      if (core_.session().turn_detection.interrupt_response) input_.StoppedPlaying();
    } else if (std::holds_alternative<ItemTruncated>(event)) {
      input_.StoppedPlaying();
    }
  }

  static void FadeIn(std::vector<float>& samples) {
    const size_t length = std::min(samples.size(), kFadeInSamples);
    for (size_t i = 0; i < length; ++i) {
      samples[i] *= static_cast<float>(i) / static_cast<float>(length);
    }
  }

  static constexpr int64_t kKeptBeforeNeedMs = 1000;
  static constexpr size_t kFadeInSamples = speaking::kSpeechSampleRateHz * 40 / 1000;
  // Retrieve gives back the sound of this many user items, about ten minutes of talk.
  static constexpr size_t kMaxItemsWithAudio = 32;

  runtime::Clock& clock_;
  runtime::Executor& executor_;
  ConversationListener& listener_;
  std::unique_ptr<EngineSession> engine_;
  std::atomic<bool> engine_stopping_ = false;

  std::mutex mutex_;
  bool closed_ = false;
  ConversationCore core_;
  TurnTone tone_;
  InputAudio input_;
  ReplySound sound_;
  TurnTimeline timeline_;
  std::map<std::string, std::shared_ptr<const AudioClip>> item_audio_;
  std::vector<std::string> item_audio_order_;
  std::optional<int64_t> armed_ms_;
  int64_t now_ms_ = 0;
  std::atomic<int64_t> queued_input_us_ = 0;
};

class RunningConversation final : public Conversation {
 public:
  explicit RunningConversation(std::shared_ptr<Runner> runner) : runner_(std::move(runner)) {}
  ~RunningConversation() override { runner_->Close(); }

  void Handle(ClientEvent event) override { runner_->Handle(std::move(event)); }
  void AppendAudio(std::vector<float> samples, int sample_rate_hz) override {
    runner_->AppendAudio(std::move(samples), sample_rate_hz);
  }
  double QueuedInputSeconds() const override { return runner_->QueuedInputSeconds(); }

 private:
  std::shared_ptr<Runner> runner_;
};

}  // namespace

Result<std::unique_ptr<Conversation>> Conversation::Create(ConversationOptions options,
                                                           SpeechEngine& engine,
                                                           runtime::Clock& clock,
                                                           runtime::Executor& executor,
                                                           ConversationListener& listener) {
  if (const Status valid = options.session.Validate(); !valid) return Fail(valid.error());
  if (options.id_seed == 0) {
    std::random_device random;
    options.id_seed = (static_cast<uint64_t>(random()) << 32) | random();
  }
  auto tone = TurnTone::Create(engine.voice_gender(), engine.speaker_encoder());
  if (!tone) return Fail(tone.error());
  auto runner = std::make_shared<Runner>(std::move(options), engine.ReadsTurns(),
                                         std::move(*tone), clock, executor, listener);
  auto session = engine.OpenSession(*runner);
  if (!session) return Fail(session.error());
  runner->SetEngine(std::move(*session));
  return std::make_unique<RunningConversation>(std::move(runner));
}

}  // namespace vivavoce::dialogue
