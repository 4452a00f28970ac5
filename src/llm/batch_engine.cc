#include "llm/batch_engine.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

namespace vivavoce::llm {
namespace {

using Clock = std::chrono::steady_clock;

// A step takes ten times as long; a listener slower than this does not hold it up.
constexpr std::chrono::milliseconds kNewsLimit{3};

double Milliseconds(Clock::duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

bool Unfinished(const GenerationJobPtr& job) { return !job->finished; }

}  // namespace

BatchEngine::BatchEngine(BatchDecoder decoder, const LlamaConfig& config,
                         const Vocabulary& vocabulary, ChatTemplate chat_template,
                         runtime::ThreadBudget& budget)
    : config_(config),
      vocabulary_(vocabulary),
      template_(std::move(chat_template)),
      budget_(budget),
      decoder_(std::move(decoder)),
      sessions_(static_cast<size_t>(config.max_sessions)) {
  decoder_.SetAbort(ShouldAbort, this);
  thread_ = std::thread([this] { Run(); });
}

BatchEngine::~BatchEngine() {
  for (int session = 0; session < config_.max_sessions; ++session) CloseSession(session);
  std::unique_lock lock(mutex_);
  stop_ = true;
  lock.unlock();
  wake_.notify_all();
  thread_.join();
}

Result<int> BatchEngine::OpenSession() {
  const std::lock_guard lock(mutex_);
  const auto free = std::ranges::find(sessions_, false, &Session::open);
  if (free == sessions_.end()) {
    return Fail(Error::Unavailable(
        fmt::format("all {} language model sessions are in use", config_.max_sessions),
        "llm.max_sessions"));
  }
  free->open = true;
  free->started = false;
  return static_cast<int>(free - sessions_.begin());
}

void BatchEngine::CloseSession(int session) {
  Session& closing = sessions_[static_cast<size_t>(session)];
  {
    const std::lock_guard lock(mutex_);
    if (!closing.open) return;
    for (const GenerationJobPtr& job : closing.jobs) Finish(session, job, FinishReason::kCancelled);
  }
  callbacks_.Drain(&closing);
  const std::lock_guard lock(mutex_);
  closing.jobs.clear();
  closing.open = false;
  closing.forget = true;
  wake_.notify_all();
}

GenerationId BatchEngine::Submit(int session, GenerationJobPtr job) {
  const std::lock_guard lock(mutex_);
  job->id = ++last_id_;
  job->submitted = Clock::now();
  sessions_[static_cast<size_t>(session)].jobs.push_back(job);
  if (job->Rank() == JobRank::kReply && running_ && running_->first < JobRank::kReply &&
      running_->second != session) {
    preempted_ = true;
  }
  wake_.notify_all();
  return job->id;
}

void BatchEngine::Cancel(int session, GenerationId id) {
  const std::lock_guard lock(mutex_);
  for (const GenerationJobPtr& job : sessions_[static_cast<size_t>(session)].jobs) {
    if (job->id == id) Finish(session, job, FinishReason::kCancelled);
  }
  wake_.notify_all();
}

void BatchEngine::Run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [&] { return stop_ || HasWork(); });
    if (stop_) return;
    PrepareJobs(lock);
    DropFinished();
    if (PlannedJobs().empty()) continue;
    const runtime::Urgency urgency = StepUrgency();
    lock.unlock();
    {
      const runtime::ThreadBudget::Grant grant = budget_.Acquire(runtime::Lane::kLanguage, urgency);
      lock.lock();  // who wants what may have changed while waiting
      Step step = TakeStep();
      lock.unlock();
      if (!step.jobs.empty()) RunStep(step, grant.threads());
    }
    // Words that complete a clause have it announced to the budget before the next step asks.
    callbacks_.WaitUntilIdle(kNewsLimit);
    lock.lock();
    running_.reset();
    DropFinished();
  }
}

bool BatchEngine::HasWork() const {
  return std::ranges::any_of(sessions_,
                             [](const Session& s) { return s.forget || !s.jobs.empty(); });
}

void BatchEngine::DropFinished() {
  for (int i = 0; i < config_.max_sessions; ++i) {
    Session& session = sessions_[static_cast<size_t>(i)];
    std::erase_if(session.jobs, std::not_fn(Unfinished));
    if (std::exchange(session.forget, false)) decoder_.cache().Clear(i);
  }
}

// Without the lock: tokenising a long prompt takes milliseconds.
void BatchEngine::PrepareJobs(std::unique_lock<std::mutex>& lock) {
  for (int i = 0; i < config_.max_sessions; ++i) {
    Session& session = sessions_[static_cast<size_t>(i)];
    if (session.jobs.empty() || session.jobs.front()->prepared) continue;
    const GenerationJobPtr job = session.jobs.front();
    lock.unlock();
    const Status prepared =
        Prepare(*job, template_, vocabulary_, config_.context_tokens_per_session);
    lock.lock();
    job->prepared = true;
    job->result.prompt_tokens = static_cast<int>(job->prompt.tokens.size());
    if (!prepared) Finish(i, job, FinishReason::kError, prepared.error());
  }
}

std::vector<PlannedJob> BatchEngine::PlannedJobs() const {
  std::vector<PlannedJob> planned;
  for (size_t i = 0; i < sessions_.size(); ++i) {
    const auto& jobs = sessions_[i].jobs;
    const auto first = std::ranges::find_if(jobs, Unfinished);
    if (first == jobs.end() || !(*first)->prepared) continue;
    JobRank rank = JobRank::kSpeculativeReply;
    for (auto job = first; job != jobs.end(); ++job) rank = std::max(rank, (*job)->Rank());
    const GenerationJob& job = **first;
    const size_t done = job.attached ? decoder_.cache().Length(static_cast<int>(i)) : 0;
    const size_t left = job.speaking ? 0 : std::max<size_t>(1, job.prompt.tokens.size() - done);
    planned.push_back({static_cast<int>(i), job.id, rank, left});
  }
  return planned;
}

runtime::Urgency BatchEngine::StepUrgency() const {
  runtime::Urgency urgency = runtime::Urgency::kSpeculative;
  for (const Session& session : sessions_) {
    for (const GenerationJobPtr& job : session.jobs) {
      if (job->finished || job->Rank() != JobRank::kReply) continue;
      if (job->first_clause) return runtime::Urgency::kFirstAudio;
      urgency = runtime::Urgency::kNormal;
    }
  }
  return urgency;
}

BatchEngine::Step BatchEngine::TakeStep() {
  const BatchLimits limits{config_.prefill_chunk, config_.shared_prefill_chunk,
                           !budget_.exclusive()};
  Step step;
  for (const Session& session : sessions_) step.busy.push_back(!session.jobs.empty());
  for (const BatchShare& planned : PlanBatch(PlannedJobs(), limits)) TakeShare(planned, step);
  for (const GenerationJobPtr& job : step.jobs) step.rank = std::max(step.rank, job->Rank());
  running_.reset();
  if (!step.jobs.empty()) {
    running_.emplace(step.rank, step.jobs.size() == 1 ? step.shares.front().session : -1);
  }
  preempted_ = false;
  return step;
}

void BatchEngine::TakeShare(const BatchShare& planned, Step& step) {
  const auto& jobs = sessions_[static_cast<size_t>(planned.session)].jobs;
  const GenerationJobPtr job = *std::ranges::find_if(jobs, Unfinished);
  const Tokens& prompt = job->prompt.tokens;
  SequenceCache& cache = decoder_.cache();
  const auto take = [&](Tokens tokens, bool wants_logits) {
    const size_t begin = cache.Length(planned.session);
    const bool has_words = begin < job->prompt.words_end &&
                           begin + tokens.size() > job->prompt.words_begin;
    const bool keeps_states =
        !job->speaking && (has_words || (wants_logits && job->callbacks.on_state));
    step.shares.push_back({planned.session, std::move(tokens), wants_logits, keeps_states});
    step.jobs.push_back(job);
  };
  if (job->speaking) return take({job->next}, true);
  if (!job->attached) {
    // A reply needs the last token's logits, so that one is always read again.
    const size_t cached = decoder_.Attach(planned.session, job->prompt,
                                          prompt.size() - !job->prefill_only);
    job->attached = true;
    job->result.cached_tokens = static_cast<int>(cached);
  }
  const size_t done = cache.Length(planned.session);
  const size_t count = std::min(planned.tokens, prompt.size() - done);
  if (count == 0) {
    if (job->for_good) decoder_.StorePrefix(planned.session, job->prompt.stable_tokens);
    return Finish(planned.session, job, FinishReason::kStop);
  }
  const auto from = prompt.begin() + static_cast<ptrdiff_t>(done);
  take(Tokens(from, from + static_cast<ptrdiff_t>(count)),
       !job->prefill_only && done + count == prompt.size());
}

void BatchEngine::RunStep(Step& step, int threads) {
  step_ = &step;
  const DecodeOutcome outcome =
      decoder_.Decode(step.shares, threads, step.busy, [&] { TellStates(step); });
  step_ = nullptr;
  if (outcome == DecodeOutcome::kAborted) return;
  if (outcome == DecodeOutcome::kDone) {
    for (size_t i = 0; i < step.jobs.size(); ++i) Record(step.shares[i], step.jobs[i]);
    return;
  }
  const std::lock_guard lock(mutex_);
  if (outcome == DecodeOutcome::kFailed) {
    for (size_t i = 0; i < step.jobs.size(); ++i) {
      Finish(step.shares[i].session, step.jobs[i], FinishReason::kError,
             Error::Internal("llama.cpp could not decode; its log, at level debug, says why"));
    }
    return;
  }
  // The newest gives way, the others go on.
  const auto newest =
      std::ranges::max_element(step.jobs, {}, [](const auto& job) { return job->id; });
  const int session = step.shares[static_cast<size_t>(newest - step.jobs.begin())].session;
  decoder_.cache().Clear(session);
  Finish(session, *newest, FinishReason::kError,
         Error::Unavailable(
             fmt::format("the language model's {} cells are all in use", config_.KvTokens()),
             "llm.kv_tokens"));
}

void BatchEngine::Record(const DecodeShare& share, const GenerationJobPtr& job) {
  if (job->finished) return;
  if (!job->speaking) {
    const std::lock_guard lock(mutex_);
    if (decoder_.cache().Length(share.session) < job->prompt.tokens.size()) {
      return TellReading(sessions_[static_cast<size_t>(share.session)]);
    }
    if (!std::exchange(sessions_[static_cast<size_t>(share.session)].started, true)) {
      decoder_.cache().KeepPrefix(share.session, job->prompt.stable_tokens);
      if (job->for_good) decoder_.StorePrefix(share.session, job->prompt.stable_tokens);
    }
    if (job->prefill_only) return Finish(share.session, job, FinishReason::kStop);
    job->speaking = true;
  }
  Speak(share.session, job, job->sampler->Pick(decoder_.Logits(share)));
}

// In the middle of a step: the layers above the tapped one take as long again.
void BatchEngine::TellStates(const Step& step) {
  const std::lock_guard lock(mutex_);
  for (size_t i = 0; i < step.jobs.size(); ++i) {
    const DecodeShare& share = step.shares[i];
    const GenerationJobPtr& job = step.jobs[i];
    if (job->finished || job->speaking || !share.wants_logits || !job->callbacks.on_state) continue;
    if (job->state_told) continue;  // by a step that came to nothing
    std::vector<float> state = decoder_.PromptState(share, job->prompt);
    if (state.empty()) continue;
    job->state_told = true;
    callbacks_.Post(&sessions_[static_cast<size_t>(share.session)],
                    [job, state = std::move(state)] { job->callbacks.on_state(state); });
  }
}

// Those that wait behind a prefill too: what it reads is the beginning of their prompts.
// REQUIRES: mutex_ held.
void BatchEngine::TellReading(Session& session) {
  for (const GenerationJobPtr& job : session.jobs) {
    if (job->finished || !job->callbacks.on_reading) continue;
    callbacks_.Post(&session, [job] { job->callbacks.on_reading(); });
  }
}

void BatchEngine::Speak(int session, const GenerationJobPtr& job, llama_token token) {
  const bool ends = vocabulary_.EndsReply(token);
  std::string piece = ends ? std::string() : job->stream->Push(vocabulary_.Piece(token));
  const std::lock_guard lock(mutex_);
  if (job->finished) return;
  GenerationResult& result = job->result;
  if (!job->first_token) job->first_token = Clock::now();
  if (!ends) ++result.completion_tokens;
  job->next = token;
  const bool stops = ends || job->stream->stopped();
  const bool full =
      result.completion_tokens >= job->request.sampling.max_tokens ||
      static_cast<int>(decoder_.cache().Length(session)) >= config_.context_tokens_per_session;
  if (stops || full) piece += job->stream->Finish();
  job->first_clause = job->first_clause && job->clauses.Push(piece).empty() &&
                      result.completion_tokens < config_.urgent_tokens;
  if (!piece.empty() && job->callbacks.on_text) {
    callbacks_.Post(&sessions_[static_cast<size_t>(session)],
                    [job, piece = std::move(piece)] { job->callbacks.on_text(piece); });
  }
  if (stops || full) Finish(session, job, stops ? FinishReason::kStop : FinishReason::kLength);
}

// REQUIRES: mutex_ held.
void BatchEngine::Finish(int session, const GenerationJobPtr& job, FinishReason reason,
                         Error error) {
  if (job->finished.exchange(true)) return;
  job->result.reason = reason;
  job->result.error = std::move(error);
  const auto now = Clock::now();
  const auto first = job->first_token.value_or(now);
  job->result.prefill_ms = Milliseconds(first - job->submitted);
  job->result.decode_ms = Milliseconds(now - first);
  if (job->callbacks.on_done) {
    callbacks_.Post(&sessions_[static_cast<size_t>(session)],
                    [job, result = job->result] { job->callbacks.on_done(result); });
  }
}

bool BatchEngine::ShouldAbort(void* self) {
  const auto& engine = *static_cast<BatchEngine*>(self);
  return engine.step_ &&
         (engine.preempted_ || std::ranges::none_of(engine.step_->jobs, Unfinished));
}

}  // namespace vivavoce::llm
