#include "dialogue/cascade_reply.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "dialogue/chat_prompt.h"
#include "dialogue/persona_voice.h"
#include "dialogue/reply_clauses.h"
#include "dialogue/spoken_words.h"
#include "dialogue/work_timer.h"
#include "runtime/logging.h"
#include "text/script.h"
#include "text/speech_text.h"

namespace vivavoce::dialogue {
namespace {

// Room that the reply itself may need at the end of the context.
constexpr int kReplyReserveTokens = 256;
constexpr int kToolTokens = 256;
constexpr float kToolTemperature = 0.4f;  // a call is a form to fill in
constexpr int kSpeakFirstClause = 2;  // priorities of the speaking worker
constexpr int kSpeak = 1;

}  // namespace

CascadeReply::CascadeReply(std::shared_ptr<CascadeEngine::Shared> shared,
                           std::shared_ptr<EngineGate> gate, uint64_t owner, JobId job,
                           ReplyRequest request, const persona::Persona& persona, bool hold)
    : shared_(std::move(shared)),
      gate_(std::move(gate)),
      owner_(owner),
      job_(job),
      request_(std::move(request)),
      persona_(persona),
      audio_(request_.modality == Modality::kAudio),
      lore_(LoreFor(shared_->lore, request_, persona_)),
      hold_(hold),
      splitter_(kReplyClauses, shared_->parts.segmenter) {
  if (!ToolInstructions(request_.tools_json).empty()) tools_.emplace(request_.tools_json);
  if (request_.guard) guard_ = GuardFor(request_, persona_);
}

bool CascadeReply::done() const {
  const std::lock_guard lock(mutex_);
  return finished_ && !generating_;
}

void CascadeReply::Start(llm::ChatSession& chat) {
  chat_ = &chat;
  bool words_first = false;
  {
    const std::lock_guard lock(mutex_);
    if (AnswerAttack()) return;
    words_first = ReadsWordsFirst();
    BeginCall();
  }
  words_first ? ReadWords() : Generate();
}

std::vector<llm::ChatMessage> CascadeReply::Prompt(const ReplyRequest& request,
                                                   std::string_view lore) const {
  const llm::LanguageModel& model = *shared_->parts.language_model;
  const int reserve = std::min(kReplyReserveTokens, model.ContextTokens() / 2);
  return ChatPrompt(
      request, persona_, model.ContextTokens() - reserve,
      [&](std::string_view text) {
        return model.CountTokens(text).value_or(static_cast<int>(text.size()));
      },
      lore);
}

void CascadeReply::Generate() {
  llm::GenerateRequest request;
  request.messages = Prompt(request_, lore_);
  const float own_temperature = persona_.sampling.temperature;
  request.sampling.temperature = request_.temperature.value_or(
      tools_ ? std::min(own_temperature, kToolTemperature) : own_temperature);
  request.sampling.top_p = persona_.sampling.top_p;
  request.sampling.seed = request_.seed + (call_retried_ ? 1 : 0);
  bool wants_state = false;
  {
    const std::lock_guard lock(mutex_);
    if (finished_) return;
    wants_state = WantsState() || WantsTurnRead();
    // Arguments are longer than what is said in a breath.
    const int own_limit =
        tools_ ? std::max(kToolTokens, persona_.sampling.max_tokens) : persona_.sampling.max_tokens;
    const int limit = std::min(own_limit, request_.max_output_tokens.value_or(own_limit));
    // A small model writes on as if it had the answer.
    if (tools_) request.sampling.stop.emplace_back("<tool_response>");
    cut_by_client_limit_ = request_.max_output_tokens && *request_.max_output_tokens <= own_limit;
    request.sampling.max_tokens = std::max(1, limit - tokens_written_);
    GuardRequest(request);
    if (!text_.empty()) request.messages.push_back({llm::ChatRole::kAssistant, text_});
    writing_ = Writing::kRunning;
    generating_ = std::make_shared<ComputingToken>(shared_);
  }
  llm::GenerationCallbacks callbacks = Callbacks();
  if (!wants_state) callbacks.on_state = nullptr;
  Run(std::move(request), std::move(callbacks));
}

llm::GenerationCallbacks CascadeReply::Callbacks() {
  const auto self = shared_from_this();
  return {.on_text = [self](std::string_view piece) { self->OnText(piece); },
          .on_done = [self](const llm::GenerationResult& result) { self->OnGenerated(result); },
          .on_state = [self](std::span<const float> state) { self->OnState(state, false); },
          .on_reading = [self] { self->TellProgress(); }};
}

void CascadeReply::Run(llm::GenerateRequest request, llm::GenerationCallbacks callbacks) {
  const llm::GenerationId id = chat_->Generate(std::move(request), std::move(callbacks));
  const std::lock_guard lock(mutex_);
  generation_ = id;
  if (finished_ || caught_ || writing_ == Writing::kPausing) chat_->Cancel(id);
}

void CascadeReply::TellProgress() {
  const std::lock_guard lock(mutex_);
  if (!finished_) gate_->Tell([&](EngineListener& listener) { listener.OnReplyProgress(job_); });
}

// Only who may still wait for the rest of a turn wants to know.
bool CascadeReply::WantsTurnRead() const {
  return shared_->parts.turn_end_probe && hold_ && !turn_read_told_ && !request_.history.empty() &&
         request_.history.back().role == ItemRole::kUser;
}

void CascadeReply::TellTurnRead(std::span<const float> state) {
  if (!WantsTurnRead()) return;
  const std::optional<float> whole = shared_->parts.turn_end_probe->Whole(state);
  if (!whole) return;
  turn_read_told_ = true;
  gate_->Tell([&](EngineListener& listener) { listener.OnTurnRead(job_, *whole); });
}

void CascadeReply::OnText(std::string_view piece) {
  const std::lock_guard lock(mutex_);
  if (finished_ || caught_) return;
  // A model that tells no states: the rules decide.
  if (std::exchange(awaits_state_, false)) return AnswerInsteadOfModel();
  const bool first = !std::exchange(first_token_told_, true);
  gate_->Tell([&](EngineListener& listener) {
    first ? listener.OnReplyFirstToken(job_) : listener.OnReplyProgress(job_);
  });
  text_ += piece;
  AddWritten(splitter_.Push(tools_ ? TakeCalls(tools_->Push(piece)) : std::string(piece)));
  if (hold_ && !caught_ && HoldIsFull() && writing_ == Writing::kRunning) {
    writing_ = Writing::kPausing;
    chat_->Cancel(generation_);
  }
}

std::string CascadeReply::TakeCalls(ToolCallFilter::Output output) {
  for (FunctionCall& call : output.calls) {
    call.call_id = fmt::format("call_{}_{}_{}", owner_, job_, ++calls_told_);
    gate_->Tell([&](EngineListener& listener) {
      listener.OnReplyFunctionCall(job_, std::move(call));
    });
  }
  return std::move(output.words);
}

bool CascadeReply::HoldIsFull() const {
  return clauses_given_ + static_cast<int>(clauses_.size()) >= kHeldClauses ||
         samples_told_ >= kHeldSamples;
}

void CascadeReply::OnGenerated(const llm::GenerationResult& result) {
  LogGeneration("generate", job_, result);
  bool go_on = false;
  bool reread = false;
  {
    const std::lock_guard lock(mutex_);
    generating_.reset();
    if (finished_) return;
    tokens_written_ += result.completion_tokens;
    usage_.input_text = result.prompt_tokens;
    usage_.input_cached = result.cached_tokens;
    usage_.output_text = tokens_written_;
    if (result.reason == llm::FinishReason::kError) return Finish(ReplyEnd::kFailed, result.error);
    reread = std::exchange(rereads_, false);
    if (reread) {
      caught_ = false;
    } else {
      go_on = EndGeneration(result.reason);
    }
  }
  if (reread) return ReadWords();
  if (go_on) Generate();
}

bool CascadeReply::EndGeneration(llm::FinishReason reason) {
  if (std::exchange(awaits_state_, false)) AnswerInsteadOfModel();  // it wrote nothing
  if (reason == llm::FinishReason::kCancelled && writing_ == Writing::kPausing) {
    writing_ = Writing::kPaused;
    return !hold_;
  }
  if (!caught_) {
    if (tools_) AddWritten(splitter_.Push(TakeCalls(tools_->Flush())));
    std::vector<std::string> rest = splitter_.Flush();
    // The persona's own limit ends a reply at the last whole clause, not in mid-word.
    const bool cut = reason == llm::FinishReason::kLength && !cut_by_client_limit_;
    if (!(cut && clauses_given_ + clauses_.size() > 0)) AddWritten(std::move(rest), /*last=*/true);
  }
  cut_by_client_limit_ &= reason == llm::FinishReason::kLength && !caught_;
  if (RecoverFromFault() || RetryFailedCall()) return true;
  writing_ = Writing::kDone;
  ReplaceEmptyReply();
  AddClosingSound();
  FinishIfDone();
  return false;
}

// A call that cannot be read is neither heard nor made: the model tries once more.
bool CascadeReply::RetryFailedCall() {
  const bool nothing = calls_told_ == 0 && clauses_given_ == 0 && clauses_.empty();
  if (!tools_ || caught_ || !nothing || cut_by_client_limit_ || call_retried_) return false;
  call_retried_ = true;
  text_.clear();
  unspoken_.clear();
  tools_.emplace(request_.tools_json);
  BeginCall();
  return true;
}

void CascadeReply::BeginCall() {
  if (!request_.must_call || !tools_) return;
  text_ = CallBeginning(request_.tools_json);
  TakeCalls(tools_->Push(text_));
}

void CascadeReply::AddClauses(std::vector<std::string> clauses) {
  for (std::string& text : clauses) {
    // Directions steer the voice and are not heard: a spoken reply's transcript has none of them.
    text::MarkedText speech = audio_ ? markup_.Read(text) : text::MarkedText();
    for (const std::string& ignored : speech.ignored) {
      runtime::Log(runtime::LogLevel::kDebug, "speaking.direction_ignored",
                   {{"direction", ignored}});
    }
    if (audio_) text = std::move(speech.shown);
    if (audio_ && !text::HasSpeech(speech.text)) {
      unspoken_ += text;
      continue;
    }
    if (clauses_given_ + clauses_.size() == 0) {
      gate_->Tell([&](EngineListener& listener) { listener.OnReplyFirstClause(job_); });
    }
    clauses_.push_back({std::exchange(unspoken_, {}) + text, std::move(speech)});
  }
  SpeakNext();
}

void CascadeReply::AddClosingSound() {
  text::MarkedText rest = markup_.Finish();
  if (!audio_ || !rest.HasEvent()) return;
  clauses_.push_back({std::exchange(unspoken_, {}), std::move(rest)});
  SpeakNext();
}

void CascadeReply::SpeakNext() {
  while (!finished_ && !speaking_ && !clauses_.empty()) {
    if (hold_ && (clauses_given_ >= kHeldClauses || samples_told_ >= kHeldSamples)) return;
    Clause clause = std::move(clauses_.front());
    clauses_.pop_front();
    ++clauses_given_;
    if (!audio_) {
      text_told_ += clause.text.size();
      gate_->Tell([&](EngineListener& listener) {
        listener.OnReplyClause(job_, {.text = std::move(clause.text), .samples = {}, .words = {}});
      });
      continue;
    }
    speaking_ = true;
    shared_->speaking.Post(
        owner_, clauses_given_ == 1 ? kSpeakFirstClause : kSpeak,
        [self = shared_from_this(), clause = std::move(clause),
         announced = shared_->parts.budget->Announce(runtime::Lane::kSpeech, UrgencyOfClause()),
         token = std::make_shared<ComputingToken>(shared_)]() mutable {
          self->Speak(clause, std::move(announced));
        });
  }
}

std::string CascadeReply::VoiceFor(Language language) const {
  return VoiceOf(persona_, request_.voice, language);
}

void CascadeReply::PrepareOpeners() {
  if (!audio_) return;
  const Language language = request_.language;
  shared_->Prepare(persona_, persona_.openers.For(language), language, VoiceFor(language), Speed());
}

std::string CascadeReply::SpeakOpener(std::string_view last) {
  const std::lock_guard lock(mutex_);
  if (finished_ || !audio_ || clauses_given_ > 0) return {};
  opened_ = std::chrono::steady_clock::now();
  const Language language = request_.language;
  const auto opener =
      shared_->openers.Choose(persona_.openers.For(language),
                              OpenerVoice(persona_, VoiceFor(language)), Speed(), last);
  if (!opener) return {};
  ReplyClause out{.text = opener->text,
                  .samples = opener->sound.samples,
                  .words = {},
                  .is_opener = true};
  if (language != Language::kChinese) out.text += ' ';
  out.words = PlaceWords(out.text, text::CleanForSpeech(opener->text), opener->sound.words, 0, 0);
  text_told_ += out.text.size();
  samples_told_ += static_cast<int64_t>(out.samples.size());
  gate_->Tell([&](EngineListener& listener) { listener.OnReplyClause(job_, std::move(out)); });
  return opener->text;
}

runtime::Urgency CascadeReply::UrgencyOfClause() const {
  return clauses_given_ == 1 ? runtime::Urgency::kFirstAudio : runtime::Urgency::kNormal;
}

void CascadeReply::Speak(const Clause& clause, std::shared_ptr<const void> announced) {
  speaking::SynthesisRequest request;
  bool first;
  runtime::Urgency urgency;
  {
    const std::lock_guard lock(mutex_);
    if (finished_) return;
    first = clauses_given_ == 1;
    urgency = UrgencyOfClause();
    request.text = clause.speech.text;
    request.cues = clause.speech.cues;
    request.language = text::DominantLanguage(clause.speech.text);
    if (request.language == Language::kUnknown) request.language = request_.language;
    if (voice_.empty()) voice_ = VoiceFor(request.language);
    request.voice = voice_;
    request.speed = Speed();
    request.scene = SceneOf(persona_.voice, request.language);
    request.profile = ProfileOf(persona_.voice);
    request.first_in_reply = first;
    request.silence_before_ms = silence_before_ms_;
    request.cancel = cancel_;
  }
  const auto synthesise = [&] {
    WorkTimer timer("synthesise", job_);
    const auto grant = shared_->parts.budget->Acquire(runtime::Lane::kSpeech, urgency);
    announced.reset();
    timer.Begin();
    TellProgress();
    return shared_->parts.synthesizer->Synthesize(request);
  };
  Result<speaking::SynthesizedClause> spoken = synthesise();

  const std::lock_guard lock(mutex_);
  speaking_ = false;
  if (finished_) return;
  if (!spoken && spoken.error().code == ErrorCode::kNotFound) {
    return Finish(ReplyEnd::kFailed, spoken.error());  // no such voice: every clause would fail
  }
  // A clause that cannot be spoken is shown; the rest of the reply is still heard.
  if (!spoken) spoken = speaking::SynthesizedClause{};
  silence_before_ms_ = spoken->end_silence_ms;
  if (first && opened_) {
    const auto waited = std::chrono::steady_clock::now() - *opened_;
    shared_->openers.Learn(
        std::chrono::duration_cast<std::chrono::milliseconds>(waited).count());
  }
  ReplyClause out{.text = clause.text,
                  .samples = std::move(spoken->samples),
                  .words = {},
                  .is_opener = false,
                  .acting = ActingOf(clause, request.language)};
  out.words = PlaceWords(clause.text, clause.speech.text, spoken->words, text_told_, samples_told_);
  text_told_ += out.text.size();
  samples_told_ += static_cast<int64_t>(out.samples.size());
  gate_->Tell([&](EngineListener& listener) { listener.OnReplyClause(job_, std::move(out)); });
  SpeakNext();
  FinishIfDone();
}

ReplyActing CascadeReply::ActingOf(const Clause& clause, Language language) {
  ReplyActing acting{.scene = {}, .directions = clause.speech.directions};
  if (!std::exchange(scene_told_, true)) acting.scene = persona_.voice.scene.For(language);
  return acting;
}

void CascadeReply::FinishIfDone() {
  if (finished_ || writing_ != Writing::kDone || speaking_ || !clauses_.empty()) return;
  if (!unspoken_.empty()) {
    gate_->Tell([&](EngineListener& listener) {
      listener.OnReplyClause(job_,
                             {.text = std::exchange(unspoken_, {}), .samples = {}, .words = {}});
    });
  }
  // About 20 audio tokens a second, as the hosted services count them.
  usage_.output_audio = static_cast<int>(samples_told_ * 20 / speaking::kSpeechSampleRateHz);
  Finish(cut_by_client_limit_ ? ReplyEnd::kLength : ReplyEnd::kComplete);
}

void CascadeReply::TellStyle() const {
  if (!shared_->parts.on_style || !request_.instructions.empty()) return;
  std::string said;
  for (const HistoryMessage& message : request_.history) {
    if (message.role == ItemRole::kAssistant) said += message.text + "\n";
  }
  const std::string& reply = guard_ ? passed_ : text_;
  shared_->parts.on_style(persona_, persona::ReadStyle(persona_, request_.language, reply, said));
}

void CascadeReply::Finish(ReplyEnd end, Error error) {
  finished_ = true;
  clauses_.clear();
  if (end == ReplyEnd::kComplete) TellStyle();
  gate_->Tell([&](EngineListener& listener) {
    listener.OnReplyDone(job_, {.end = end, .error = std::move(error), .usage = usage_});
  });
}

void CascadeReply::Release() {
  bool go_on = false;
  {
    const std::lock_guard lock(mutex_);
    if (!std::exchange(hold_, false) || finished_) return;
    go_on = writing_ == Writing::kPaused;
    SpeakNext();
    FinishIfDone();
  }
  if (go_on) Generate();
}

void CascadeReply::Abort() {
  cancel_.Cancel();
  const std::lock_guard lock(mutex_);
  if (generating_) chat_->Cancel(generation_);
  if (!finished_) Finish(ReplyEnd::kAborted);
}

}  // namespace vivavoce::dialogue
