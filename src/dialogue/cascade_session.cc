#include "dialogue/cascade_session.h"

#include <algorithm>
#include <string>
#include <utility>

#include "dialogue/chat_prompt.h"
#include "dialogue/persona_voice.h"
#include "dialogue/work_timer.h"

namespace vivavoce::dialogue {
namespace {

// Priorities of the hearing worker. A score is short, and the decision waits for it alone.
constexpr int kOverlap = 4;  // partial
constexpr int kScore = 3;
constexpr int kFinal = 2;
constexpr int kPartial = 1;

constexpr float kBackchannelGain = 0.6f;   // under the user's voice, not over it
constexpr float kBackchannelHaste = 1.2f;  // of the persona's speed

const std::vector<std::string>& UsualBackchannels(Language language) {
  static const std::vector<std::string> kEnglish = {"Mm-hm."}, kChinese = {"嗯。"};
  return language == Language::kChinese ? kChinese : kEnglish;
}

constexpr size_t kOpenerPause = speaking::kSpeechSampleRateHz * kOpenerPauseMs / 1000;

// How a persona speaks while it listens.
struct Listening {
  Listening(const persona::Persona& persona, const BackchannelRequest& request)
      : lines(persona.backchannels.For(request.language).empty()
                  ? UsualBackchannels(request.language)
                  : persona.backchannels.For(request.language)),
        voice(VoiceOf(persona, request.voice, request.language)),
        speed(request.speed * persona.voice.speed * kBackchannelHaste) {}

  const std::vector<std::string>& lines;
  std::string voice;
  float speed;
};

// The recogniser takes 30 s; longer sound is read in pieces.
constexpr size_t kPieceSamples = 28 * hearing::kHearingSampleRateHz;

Result<hearing::Transcript> RecognizeInPieces(hearing::Recognizer& recognizer,
                                              const std::vector<float>& samples,
                                              const hearing::RecognizeOptions& options) {
  hearing::Transcript whole;
  for (size_t begin = 0; begin == 0 || begin < samples.size(); begin += kPieceSamples) {
    const auto piece =
        std::span(samples).subspan(begin, std::min(kPieceSamples, samples.size() - begin));
    auto part = recognizer.Recognize(piece, options);
    if (!part) return part;
    if (begin == 0) {
      whole = std::move(*part);
    } else {
      if (!whole.text.empty() && whole.language == Language::kEnglish) whole.text += ' ';
      whole.text += part->text;
    }
  }
  return whole;
}

}  // namespace

CascadeSession::CascadeSession(std::shared_ptr<CascadeEngine::Shared> shared,
                               EngineListener& listener,
                               std::unique_ptr<hearing::VoiceActivityDetector> voice_activity,
                               std::unique_ptr<llm::ChatSession> chat)
    : shared_(std::move(shared)),
      owner_(shared_->next_owner++),
      gate_(std::make_shared<EngineGate>(listener)),
      voice_activity_(std::move(voice_activity)),
      chat_(std::move(chat)) {}

CascadeSession::~CascadeSession() {
  gate_->Shut();
  for (auto& [job, cancel] : recognitions_) cancel.Cancel();
  for (auto& [job, reply] : replies_) reply->Abort();
  chat_.reset();
  shared_->hearing.DropAll(owner_);
  shared_->speaking.DropAll(owner_);
}

Result<float> CascadeSession::VoiceProbability(std::span<const float> window) {
  return voice_activity_->Push(window);
}


void CascadeSession::Recognize(JobId job, RecognitionRequest request) {
  hearing::RecognizeOptions options{.language = request.language,
                                    .hint = request.hint,
                                    .is_final = request.is_final,
                                    .word_times = false,
                                    .cancel = {}};
  std::erase_if(recognitions_, [](const auto& entry) { return entry.second.IsCancelled(); });
  recognitions_[job] = options.cancel;
  const auto urgency = request.is_final || request.urgent ? runtime::Urgency::kFirstAudio
                                                          : runtime::Urgency::kNormal;
  auto task = [shared = shared_, gate = gate_, job, options, urgency,
               samples = std::move(request.samples),
               token = std::make_shared<ComputingToken>(shared_)] {
    Result<hearing::Transcript> transcript = Fail(Error::Cancelled());
    if (!options.cancel.IsCancelled()) {
      WorkTimer timer(options.is_final ? "recognise.final" : "recognise.partial", job);
      const auto grant = shared->parts.budget->Acquire(runtime::Lane::kSpeech, urgency);
      timer.Begin();
      transcript = RecognizeInPieces(*shared->parts.recognizer, samples, options);
    }
    options.cancel.Cancel();  // marks the job as over
    gate->Tell([&](EngineListener& l) { l.OnTranscript(job, std::move(transcript)); });
  };
  if (request.is_final) return shared_->hearing.Post(owner_, kFinal, std::move(task));
  // Only the newest partial is worth its time.
  const JobId replaced = std::exchange(request.urgent ? waiting_urgent_ : waiting_partial_, job);
  const int priority = request.urgent ? kOverlap : kPartial;
  if (shared_->hearing.PostLatest(owner_, priority, std::move(task))) {
    gate_->Tell([&](EngineListener& l) { l.OnTranscript(replaced, Fail(Error::Cancelled())); });
  }
}

void CascadeSession::ScoreTurn(JobId job, std::vector<float> samples) {
  shared_->hearing.Post(owner_, kScore,
                        [shared = shared_, gate = gate_, job, samples = std::move(samples),
                         token = std::make_shared<ComputingToken>(shared_)] {
                          const auto score = [&] {
                            WorkTimer timer("turn.score", job);
                            const auto grant = shared->parts.budget->Acquire(
                                runtime::Lane::kSpeech, runtime::Urgency::kFirstAudio);
                            timer.Begin();
                            return shared->parts.end_of_turn->Score(samples);
                          }();
                          gate->Tell([&](EngineListener& l) { l.OnTurnScore(job, score); });
                        });
}

CascadeReply* CascadeSession::FindReply(JobId job) {
  const auto it = replies_.find(job);
  return it == replies_.end() ? nullptr : it->second.get();
}

void CascadeSession::StartReply(JobId job, ReplyRequest request, bool hold) {
  std::erase_if(replies_, [](const auto& entry) { return entry.second->done(); });
  const auto persona = shared_->parts.personas->Find(request.persona);
  if (!persona) {
    Error error =
        Error::NotFound("there is no persona '" + request.persona + "'", "session.persona");
    gate_->Tell([&](EngineListener& l) {
      l.OnReplyDone(job, {.end = ReplyEnd::kFailed, .error = std::move(error), .usage = {}});
    });
    return;
  }
  PrepareBackchannels(request, *persona);
  WantFacts(request, *persona);
  // What is being read for another prompt only stands in its way.
  if (prefill_ && !HasSamePrompt(request)) chat_->Cancel(prefill_);
  auto reply = std::make_shared<CascadeReply>(shared_, gate_, owner_, job, std::move(request),
                                              *persona, hold);
  replies_[job] = reply;
  reply->Start(*chat_);
  reply->PrepareOpeners();
}

void CascadeSession::ReleaseReply(JobId job) {
  if (CascadeReply* reply = FindReply(job)) reply->Release();
}

void CascadeSession::SpeakOpener(JobId job) {
  CascadeReply* reply = FindReply(job);
  if (!reply) return;
  if (std::string said = reply->SpeakOpener(last_opener_); !said.empty()) last_opener_ = said;
}

std::optional<Backchannel> CascadeSession::BackchannelFor(const BackchannelRequest& request) {
  const auto persona = shared_->parts.personas->Find(request.persona);
  if (!persona) return std::nullopt;
  const Listening listening(*persona, request);
  const auto said =
      shared_->openers.Next(listening.lines, OpenerVoice(*persona, listening.voice),
                            listening.speed, last_backchannel_);
  if (!said) {
    shared_->Prepare(*persona, listening.lines, request.language, listening.voice, listening.speed);
    return std::nullopt;
  }
  last_backchannel_ = said->text;
  Backchannel backchannel{.text = said->text, .samples = said->sound.samples};
  std::vector<float>& samples = backchannel.samples;
  samples.resize(samples.size() - std::min(samples.size(), kOpenerPause));
  for (float& sample : samples) sample *= kBackchannelGain;
  return backchannel;
}

void CascadeSession::PrepareBackchannels(const ReplyRequest& request,
                                         const persona::Persona& persona) {
  if (!request.backchannels) return;
  for (const Language language : {Language::kEnglish, Language::kChinese}) {
    if (request.language != Language::kUnknown && request.language != language) continue;
    const Listening listening(persona, {.persona = request.persona,
                                        .voice = request.voice,
                                        .speed = request.speed,
                                        .language = language});
    shared_->Prepare(persona, listening.lines, language, listening.voice, listening.speed);
  }
}

void CascadeSession::WantFacts(const ReplyRequest& request, const persona::Persona& persona) {
  if (!request.guard || !request.instructions.empty()) return;
  shared_->facts.Want(persona, request.language);
}

bool CascadeSession::HasSamePrompt(const ReplyRequest& request) const {
  return request.persona == prefilled_.persona && request.instructions == prefilled_.instructions &&
         request.language == prefilled_.language && request.tools_json == prefilled_.tools_json &&
         request.guard == prefilled_.guard;
}

void CascadeSession::Prefill(ReplyRequest request) {
  const auto persona = shared_->parts.personas->Find(request.persona);
  if (!persona) return;
  PrepareBackchannels(request, *persona);
  WantFacts(request, *persona);
  const bool replying =
      std::ranges::any_of(replies_, [](const auto& entry) { return !entry.second->done(); });
  if (replying) return;  // it would only stand in its way
  if (prefill_) chat_->Cancel(prefill_);
  const llm::LanguageModel& model = *shared_->parts.language_model;
  auto messages =
      ChatPrompt(request, *persona, model.ContextTokens() * 3 / 4, [&](std::string_view text) {
        return model.CountTokens(text).value_or(static_cast<int>(text.size()));
      });
  prefill_ =
      chat_->Prefill(std::move(messages), [token = std::make_shared<ComputingToken>(shared_)](
                                              const llm::GenerationResult& result) mutable {
        LogGeneration("prefill", 0, result);
        token.reset();
      });
  request.history.clear();
  prefilled_ = std::move(request);
}

void CascadeSession::Abort(JobId job) {
  if (CascadeReply* reply = FindReply(job)) return reply->Abort();
  const auto it = recognitions_.find(job);
  if (it != recognitions_.end()) it->second.Cancel();
}

}  // namespace vivavoce::dialogue
