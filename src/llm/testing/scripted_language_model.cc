#include "llm/testing/scripted_language_model.h"

#include <fmt/format.h>

#include <algorithm>

#include "llm/sampling_params.h"
#include "llm/testing/scripted_tokens.h"

namespace vivavoce::llm {

struct ScriptedLanguageModel::Job {
  GenerationId id = 0;
  bool prefill_only = false;
  GenerateRequest request;
  GenerationCallbacks callbacks;
  ScriptedReply reply;
  std::vector<std::string> prompt;
  std::vector<std::string> pieces;
  std::optional<TextStream> stream;
  size_t read = 0;  // of the prompt
  size_t said = 0;  // of the pieces
  bool begun = false;
  bool finished = false;
  GenerationResult result;

  JobRank Rank() const {
    if (prefill_only) return JobRank::kPrefill;
    return request.speculative ? JobRank::kSpeculativeReply : JobRank::kReply;
  }
};

class ScriptedLanguageModel::Session final : public ChatSession {
 public:
  Session(ScriptedLanguageModel& model, int seat) : model_(model), seat_(seat) {}
  ~Session() override { model_.Close(seat_); }
  GenerationId Generate(GenerateRequest request, GenerationCallbacks callbacks) override {
    auto job = std::make_shared<Job>();
    job->request = std::move(request);
    job->callbacks = std::move(callbacks);
    return model_.Submit(seat_, std::move(job));
  }
  GenerationId Prefill(std::vector<ChatMessage> messages,
                       std::function<void(const GenerationResult&)> on_done) override {
    auto job = std::make_shared<Job>();
    job->prefill_only = true;
    job->request.messages = std::move(messages);
    job->callbacks.on_done = std::move(on_done);
    return model_.Submit(seat_, std::move(job));
  }
  void Cancel(GenerationId id) override { model_.Cancel(seat_, id); }

 private:
  ScriptedLanguageModel& model_;
  const int seat_;
};

ScriptedLanguageModel::ScriptedLanguageModel(Options options)
    : options_(std::move(options)), seats_(static_cast<size_t>(options_.max_sessions)) {
  if (options_.mode == Mode::kManual) return;
  thread_ = std::thread([this] {
    std::unique_lock lock(mutex_);
    while (!stop_) {
      lock.unlock();
      const bool busy = Step();
      lock.lock();
      if (busy) continue;
      changed_.wait(lock, [&] {
        return stop_ || !outgoing_.empty() ||
               std::ranges::any_of(seats_, [](const Seat& seat) { return !seat.jobs.empty(); });
      });
    }
  });
}

ScriptedLanguageModel::~ScriptedLanguageModel() {
  std::unique_lock lock(mutex_);
  stop_ = true;
  lock.unlock();
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void ScriptedLanguageModel::On(std::string user_text, ScriptedReply reply) {
  const std::lock_guard lock(mutex_);
  replies_[std::move(user_text)] = std::move(reply);
}

void ScriptedLanguageModel::SetState(std::vector<float> state) {
  const std::lock_guard lock(mutex_);
  state_ = std::move(state);
}

void ScriptedLanguageModel::Queue(ScriptedReply reply) {
  const std::lock_guard lock(mutex_);
  queue_.push_back(std::move(reply));
}

bool ScriptedLanguageModel::Step() {
  std::unique_lock lock(mutex_);
  const bool advanced = Advance();
  return RunOutgoing(lock) || advanced;
}

int ScriptedLanguageModel::RunUntilIdle() {
  int steps = 0;
  while (Step()) ++steps;
  return steps;
}

std::vector<GenerateRequest> ScriptedLanguageModel::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

std::vector<std::vector<ChatMessage>> ScriptedLanguageModel::prefills() const {
  const std::lock_guard lock(mutex_);
  return prefills_;
}

int ScriptedLanguageModel::open_sessions() const {
  const std::lock_guard lock(mutex_);
  return static_cast<int>(std::ranges::count(seats_, true, &Seat::open));
}

Result<std::unique_ptr<ChatSession>> ScriptedLanguageModel::OpenSession() {
  const std::lock_guard lock(mutex_);
  const auto free = std::ranges::find(seats_, false, &Seat::open);
  if (free == seats_.end()) return Fail(Error::Unavailable("all sessions are in use"));
  free->open = true;
  return std::make_unique<Session>(*this, static_cast<int>(free - seats_.begin()));
}

Result<int> ScriptedLanguageModel::CountTokens(std::string_view text) const {
  return static_cast<int>(SplitScriptedTokens(text).size());
}

GenerationId ScriptedLanguageModel::Submit(int seat, std::shared_ptr<Job> job) {
  const std::lock_guard lock(mutex_);
  job->id = ++last_id_;
  if (job->prefill_only) {
    prefills_.push_back(job->request.messages);
  } else {
    requests_.push_back(job->request);
  }
  seats_[static_cast<size_t>(seat)].jobs.push_back(job);
  changed_.notify_all();
  return job->id;
}

void ScriptedLanguageModel::Cancel(int seat, GenerationId id) {
  const std::lock_guard lock(mutex_);
  for (const auto& job : seats_[static_cast<size_t>(seat)].jobs) {
    if (job->id == id) Finish(seat, *job, FinishReason::kCancelled);
  }
  changed_.notify_all();
}

void ScriptedLanguageModel::Close(int number) {
  std::unique_lock lock(mutex_);
  Seat& seat = seats_[static_cast<size_t>(number)];
  for (const auto& job : seat.jobs) Finish(number, *job, FinishReason::kCancelled);
  const bool inside_callback = running_seat_ >= 0 && running_thread_ == std::this_thread::get_id();
  if (options_.mode == Mode::kManual || inside_callback) {
    RunOutgoing(lock, number);
  } else {
    changed_.notify_all();
    changed_.wait(lock, [&] {
      return running_seat_ != number && std::ranges::none_of(outgoing_, [&](const Outgoing& each) {
               return each.seat == number;
             });
    });
  }
  seat = Seat();
}

ScriptedReply ScriptedLanguageModel::ReplyTo(const GenerateRequest& request) {
  for (auto message = request.messages.rbegin(); message != request.messages.rend(); ++message) {
    if (message->role != ChatRole::kUser) continue;
    if (const auto found = replies_.find(message->content); found != replies_.end()) {
      return found->second;
    }
    break;
  }
  if (queue_.empty()) return options_.otherwise;
  ScriptedReply reply = std::move(queue_.front());
  queue_.pop_front();
  return reply;
}

bool ScriptedLanguageModel::Advance() {
  std::vector<PlannedJob> planned;
  for (size_t i = 0; i < seats_.size(); ++i) {
    auto& jobs = seats_[i].jobs;
    std::erase_if(jobs, [](const auto& job) { return job->finished; });
    if (jobs.empty()) continue;
    Job& first = *jobs.front();
    if (!first.begun) Begin(seats_[i], static_cast<int>(i), first);
    if (first.finished) continue;
    const auto highest =
        std::ranges::max_element(jobs, {}, [](const auto& job) { return job->Rank(); });
    planned.push_back(
        {static_cast<int>(i), first.id, (*highest)->Rank(), first.prompt.size() - first.read});
  }
  const BatchLimits limits{options_.prefill_chunk, options_.prefill_chunk, true};
  const std::vector<BatchShare> shares = PlanBatch(std::move(planned), limits);
  for (const BatchShare& share : shares) AdvanceJob(share.session, share.tokens);
  return !shares.empty();
}

void ScriptedLanguageModel::Begin(Seat& seat, int number, Job& job) {
  job.begun = true;
  for (const ChatMessage& message : job.request.messages) {
    job.prompt.push_back(fmt::format("<{}>", static_cast<int>(message.role)));
    const std::vector<std::string> tokens = SplitScriptedTokens(message.content);
    job.prompt.insert(job.prompt.end(), tokens.begin(), tokens.end());
  }
  const Status valid = job.prefill_only ? Status() : Validate(job.request.sampling);
  if (!valid) return Finish(number, job, FinishReason::kError, valid.error());
  if (job.request.messages.empty()) {
    return Finish(number, job, FinishReason::kError,
                  Error::InvalidArgument("must hold a message", "messages"));
  }
  job.result.prompt_tokens = static_cast<int>(job.prompt.size());
  if (job.result.prompt_tokens >= options_.context_tokens) {
    return Finish(number, job, FinishReason::kError,
                  Error::InvalidArgument(fmt::format("the prompt has {} tokens; a session holds {}",
                                                     job.prompt.size(), options_.context_tokens),
                                         "messages"));
  }
  const auto common = std::ranges::mismatch(seat.cache, job.prompt).in2 - job.prompt.begin();
  job.read = std::min(static_cast<size_t>(common), job.prompt.size() - 1);
  job.result.cached_tokens = static_cast<int>(job.read);
  if (job.prefill_only) return;
  job.reply = ReplyTo(job.request);
  job.pieces = SplitScriptedTokens(job.reply.text);
  job.stream.emplace(job.request.sampling.stop);
}

void ScriptedLanguageModel::AdvanceJob(int number, size_t tokens) {
  Seat& seat = seats_[static_cast<size_t>(number)];
  Job& job = *seat.jobs.front();
  if (job.read < job.prompt.size()) {
    job.read += tokens;
    seat.cache.assign(job.prompt.begin(), job.prompt.begin() + static_cast<ptrdiff_t>(job.read));
    if (job.prefill_only && job.read == job.prompt.size()) Finish(number, job, FinishReason::kStop);
    const bool tells = job.read == job.prompt.size() && !state_.empty();
    if (tells && !job.prefill_only && job.callbacks.on_state) {
      outgoing_.push_back({number, [job = seat.jobs.front(), state = state_] {
                             job->callbacks.on_state(state);
                           }});
    }
    return;
  }
  std::string text;
  auto reason = FinishReason::kStop;
  bool over = job.said == job.pieces.size();
  if (!over) {
    text = job.stream->Push(job.pieces[job.said++]);
    seat.cache.push_back(job.pieces[job.said - 1]);
    ++job.result.completion_tokens;
    const bool full = job.result.completion_tokens >= job.request.sampling.max_tokens ||
                      static_cast<int>(seat.cache.size()) >= options_.context_tokens;
    if (full && !job.stream->stopped()) reason = FinishReason::kLength;
    over = full || job.stream->stopped();
  } else if (job.reply.error) {
    reason = FinishReason::kError;
  }
  if (over) text += job.stream->Finish();
  if (!text.empty() && job.callbacks.on_text) {
    outgoing_.push_back(
        {number, [job = seat.jobs.front(), text] { job->callbacks.on_text(text); }});
  }
  if (over) Finish(number, job, reason, job.reply.error.value_or(Error{}));
}

void ScriptedLanguageModel::Finish(int seat, Job& job, FinishReason reason, Error error) {
  if (std::exchange(job.finished, true)) return;
  job.result.reason = reason;
  if (reason == FinishReason::kError) job.result.error = std::move(error);
  if (!job.callbacks.on_done) return;
  outgoing_.push_back(
      {seat, [done = job.callbacks.on_done, result = job.result] { done(result); }});
}

bool ScriptedLanguageModel::RunOutgoing(std::unique_lock<std::mutex>& lock, int only_seat) {
  const auto outer_seat = running_seat_;
  const auto outer_thread = running_thread_;
  size_t count = 0;
  for (;;) {
    const auto next = std::ranges::find_if(
        outgoing_, [&](const Outgoing& each) { return only_seat < 0 || each.seat == only_seat; });
    if (next == outgoing_.end()) break;
    Outgoing entry = std::move(*next);
    outgoing_.erase(next);
    running_seat_ = entry.seat;
    running_thread_ = std::this_thread::get_id();
    lock.unlock();
    entry.run();
    entry.run = nullptr;
    lock.lock();
    ++count;
  }
  running_seat_ = outer_seat;
  running_thread_ = outer_thread;
  changed_.notify_all();
  return count > 0;
}

}  // namespace vivavoce::llm
