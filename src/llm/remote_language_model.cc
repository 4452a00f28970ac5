#include "llm/remote_language_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <cstdlib>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

#include "llm/callback_thread.h"
#include "llm/chat_completions.h"
#include "llm/sampling_params.h"
#include "llm/sse_parser.h"
#include "llm/text_stream.h"

namespace vivavoce::llm {

// What all sessions share.
struct RemoteLanguageModel::Traffic {
  std::mutex mutex;
  std::condition_variable changed;
  int replies = 0;  // requests under way or waiting that are not speculative
  GenerationId last_id = 0;
  CallbackThread callbacks;
};

namespace {

using Clock = std::chrono::steady_clock;

double MillisecondsSince(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

}  // namespace

class RemoteLanguageModel::Session final : public ChatSession {
 public:
  explicit Session(RemoteLanguageModel& model)
      : model_(model), traffic_(*model.traffic_), thread_([this] { Run(); }) {}

  ~Session() override {
    {
      const std::lock_guard lock(traffic_.mutex);
      for (const auto& job : jobs_) Finish(*job, FinishReason::kCancelled);
      stop_ = true;
    }
    traffic_.changed.notify_all();
    traffic_.callbacks.Drain(this);
    thread_.join();
  }

  GenerationId Generate(GenerateRequest request, GenerationCallbacks callbacks) override {
    return Submit(std::move(request), std::move(callbacks), false);
  }

  GenerationId Prefill(std::vector<ChatMessage> messages,
                       std::function<void(const GenerationResult&)> on_done) override {
    GenerateRequest request;
    request.messages = std::move(messages);
    return Submit(std::move(request), {{}, std::move(on_done)}, true);
  }

  void Cancel(GenerationId id) override {
    {
      const std::lock_guard lock(traffic_.mutex);
      for (const auto& job : jobs_) {
        if (job->id == id) Finish(*job, FinishReason::kCancelled);
      }
    }
    traffic_.changed.notify_all();
  }

 private:
  struct Job {
    GenerationId id = 0;
    bool prefill_only = false;
    GenerateRequest request;
    GenerationCallbacks callbacks;
    CancellationToken cancelled;
    bool finished = false;
    GenerationResult result;
    Clock::time_point submitted = Clock::now();
    std::optional<Clock::time_point> first_text;

    bool Counts() const { return !prefill_only && !request.speculative; }
  };

  GenerationId Submit(GenerateRequest request, GenerationCallbacks callbacks, bool prefill_only) {
    auto job = std::make_shared<Job>();
    job->prefill_only = prefill_only;
    job->request = std::move(request);
    job->callbacks = std::move(callbacks);
    GenerationId id = 0;
    {
      const std::lock_guard lock(traffic_.mutex);
      id = job->id = ++traffic_.last_id;
      if (job->Counts()) ++traffic_.replies;
      jobs_.push_back(std::move(job));
    }
    traffic_.changed.notify_all();
    return id;
  }

  void Run() {
    std::unique_lock lock(traffic_.mutex);
    for (;;) {
      std::erase_if(jobs_, [](const auto& job) { return job->finished; });
      traffic_.changed.wait(lock, [&] {
        return stop_ || (!jobs_.empty() && (jobs_.front()->finished || MayRun(*jobs_.front())));
      });
      if (stop_) return;
      const std::shared_ptr<Job> job = jobs_.front();
      if (job->finished) continue;
      lock.unlock();
      const Status failed = job->prefill_only ? CheckMessages(*job) : Converse(*job);
      lock.lock();
      if (failed) {
        Finish(*job, job->result.reason);
      } else {
        Finish(*job, FinishReason::kError, failed.error());
      }
    }
  }

  // A guess waits for replies, but not for those behind it in its own session: they wait for it.
  bool MayRun(const Job& job) const {
    if (!job.request.speculative) return true;
    const auto behind = std::ranges::count_if(
        jobs_, [](const auto& other) { return other->Counts() && !other->finished; });
    return traffic_.replies <= behind;
  }

  static Status CheckMessages(const Job& job) {
    if (!job.request.messages.empty()) return {};
    return Fail(Error::InvalidArgument("must hold a message", "messages"));
  }

  Status Converse(Job& job) {
    if (const Status valid = Validate(job.request.sampling); !valid) return valid;
    if (const Status valid = CheckMessages(job); !valid) return valid;
    int length = 0;
    for (const ChatMessage& message : job.request.messages) {
      length += model_.CountTokens(message.content).value_or(0);
    }
    if (length >= model_.config_.context_tokens) {
      return Fail(
          Error::InvalidArgument(fmt::format("the prompt has about {} tokens; a session holds {}",
                                             length, model_.config_.context_tokens),
                                 "messages"));
    }
    HttpPost post{.url = model_.url_, .headers = {}, .body = {}};
    post.url.path += "/chat/completions";
    post.headers = {{"Content-Type", "application/json"}, {"Accept", "text/event-stream"}};
    if (!model_.key_.empty()) post.headers.emplace_back("Authorization", "Bearer " + model_.key_);
    post.body =
        ChatCompletionBody(model_.config_.model, job.request, model_.config_.send_extensions);
    post.connect_timeout = std::chrono::milliseconds(model_.config_.connect_timeout_ms);
    post.read_timeout = std::chrono::milliseconds(model_.config_.read_timeout_ms);
    return Stream(job, post);
  }

  Status Stream(Job& job, const HttpPost& post) {
    SseParser events;
    TextStream text(job.request.sampling.stop);
    Status problem;
    bool over = false;  // "[DONE]", or a stop string
    bool finish_seen = false;
    const auto take = [&](const std::string& data) {
      if (data == "[DONE]") return over = true, void();
      const Result<ChatCompletionChunk> chunk = ParseChatCompletionChunk(data);
      if (!chunk) return problem = Fail(chunk.error()), void();
      Note(job, *chunk);
      finish_seen = finish_seen || chunk->finish.has_value();
      if (!chunk->text.empty()) Emit(job, text.Push(chunk->text));
      over = over || text.stopped();
    };
    const Result<HttpAnswer> answer =
        PostAndStream(post, job.cancelled, [&](std::string_view bytes) {
          for (const std::string& data : events.Push(bytes)) {
            if (problem && !over) take(data);
          }
          if (problem && !over && events.overflowed()) {
            problem = Fail(Error::Unavailable("the endpoint sent an endless event", "base_url"));
          }
          return problem.has_value() && !over;
        });
    if (!answer) return Fail(answer.error());
    if (answer->status / 100 != 2) {
      return Fail(ChatCompletionError(answer->status, answer->body, answer->retry_after));
    }
    if (!problem) return problem;
    if (!over && !finish_seen) {
      return Fail(Error::Unavailable("the endpoint's answer ended in the middle", "base_url"));
    }
    if (text.stopped()) job.result.reason = FinishReason::kStop;
    Emit(job, text.Finish());
    return {};
  }

  void Note(Job& job, const ChatCompletionChunk& chunk) {
    const std::lock_guard lock(traffic_.mutex);
    if (job.finished) return;
    GenerationResult& result = job.result;
    if (chunk.finish) result.reason = *chunk.finish;
    if (chunk.prompt_tokens > 0) result.prompt_tokens = chunk.prompt_tokens;
    if (chunk.cached_tokens > 0) result.cached_tokens = chunk.cached_tokens;
    if (!chunk.text.empty())
      ++result.completion_tokens;  // one chunk, one token, unless told better
    if (chunk.completion_tokens > 0) result.completion_tokens = chunk.completion_tokens;
  }

  void Emit(Job& job, std::string piece) {
    if (piece.empty()) return;
    const std::lock_guard lock(traffic_.mutex);
    if (job.finished) return;
    if (!job.first_text) job.first_text = Clock::now();
    if (!job.callbacks.on_text) return;
    traffic_.callbacks.Post(
        this, [on_text = job.callbacks.on_text, piece = std::move(piece)] { on_text(piece); });
  }

  // REQUIRES: traffic_.mutex held.
  void Finish(Job& job, FinishReason reason, Error error = {}) {
    if (std::exchange(job.finished, true)) return;
    job.cancelled.Cancel();
    if (job.Counts()) --traffic_.replies;
    traffic_.changed.notify_all();
    job.result.reason = reason;
    job.result.error = std::move(error);
    if (job.first_text) job.result.decode_ms = MillisecondsSince(*job.first_text);
    job.result.prefill_ms = MillisecondsSince(job.submitted) - job.result.decode_ms;
    if (!job.callbacks.on_done) return;
    traffic_.callbacks.Post(
        this, [on_done = job.callbacks.on_done, result = job.result] { on_done(result); });
  }

  RemoteLanguageModel& model_;
  Traffic& traffic_;
  std::deque<std::shared_ptr<Job>> jobs_;  // guarded by traffic_.mutex, as is what they hold
  bool stop_ = false;
  std::thread thread_;
};

RemoteLanguageModel::RemoteLanguageModel(RemoteModelConfig config, HttpUrl url, std::string key)
    : config_(std::move(config)),
      url_(std::move(url)),
      key_(std::move(key)),
      traffic_(std::make_shared<Traffic>()) {}

RemoteLanguageModel::~RemoteLanguageModel() = default;

Result<std::unique_ptr<LanguageModel>> RemoteLanguageModel::Create(
    const RemoteModelConfig& config) {
  if (const Status valid = config.Validate(); !valid) return Fail(valid.error());
  Result<HttpUrl> url = HttpUrl::Parse(config.base_url);
  if (!url) return Fail(url.error());
  std::string key;
  if (!config.api_key_env.empty()) {
    const char* value = std::getenv(config.api_key_env.c_str());
    key = value ? value : "";
    if (key.empty() || key.find_first_of("\r\n") != std::string::npos) {
      return Fail(Error::InvalidArgument(
          fmt::format("the environment variable {} must hold the API key", config.api_key_env),
          "api_key_env"));
    }
  }
  return std::unique_ptr<LanguageModel>(
      new RemoteLanguageModel(config, std::move(*url), std::move(key)));
}

Result<std::unique_ptr<ChatSession>> RemoteLanguageModel::OpenSession() {
  return std::make_unique<Session>(*this);
}

Result<int> RemoteLanguageModel::CountTokens(std::string_view text) const {
  int ascii = 0, others = 0;
  for (const char byte : text) {
    const auto value = static_cast<unsigned char>(byte);
    ascii += value < 0x80;
    others += value >= 0xC0;  // lead bytes
  }
  return (ascii + 3) / 4 + others;
}

}  // namespace vivavoce::llm
