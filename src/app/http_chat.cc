#include "app/http_chat.h"

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <utility>

namespace vivavoce::app {
namespace {

// A token cannot wake a thread; this is how long a vanished client may go unnoticed.
constexpr std::chrono::milliseconds kLookForCancel{50};

// What the model's thread has said and the request's thread has not passed on yet.
struct Mailbox {
  std::mutex mutex;
  std::condition_variable changed;
  std::string text;
  std::optional<llm::GenerationResult> result;
};

llm::GenerateRequest ToRequest(const realtime::ChatJob& job) {
  static constexpr llm::ChatRole kRoles[] = {llm::ChatRole::kSystem, llm::ChatRole::kUser,
                                             llm::ChatRole::kAssistant, llm::ChatRole::kTool};
  llm::GenerateRequest request;
  for (const realtime::ChatTurn& turn : job.turns) {
    request.messages.push_back({kRoles[static_cast<size_t>(turn.role)], turn.text});
  }
  // An assistant message at the end would be continued; OpenAI begins a new one.
  if (request.messages.back().role == llm::ChatRole::kAssistant) {
    request.messages.push_back({llm::ChatRole::kUser, ""});
  }
  request.sampling.temperature = job.temperature.value_or(request.sampling.temperature);
  request.sampling.top_p = job.top_p.value_or(request.sampling.top_p);
  // Another answer each time, unless the client asks for the same.
  request.sampling.seed = job.seed.value_or(std::random_device()());
  request.sampling.max_tokens = job.max_tokens;
  request.sampling.stop = job.stop;
  return request;
}

Result<realtime::ChatOutcome> ToOutcome(const llm::GenerationResult& result) {
  if (result.reason == llm::FinishReason::kError) return Fail(result.error);
  if (result.reason == llm::FinishReason::kCancelled) return Fail(Error::Cancelled());
  return realtime::ChatOutcome{.cut = result.reason == llm::FinishReason::kLength,
                               .prompt_tokens = result.prompt_tokens,
                               .cached_tokens = result.cached_tokens,
                               .completion_tokens = result.completion_tokens};
}

}  // namespace

Result<realtime::ChatOutcome> HttpChat::Complete(
    const realtime::ChatJob& job, const CancellationToken& cancel,
    const std::function<bool(std::string_view)>& on_text) {
  if (job.turns.empty()) return Fail(Error::InvalidArgument("there is no message", "messages"));
  const auto mailbox = std::make_shared<Mailbox>();
  auto session = model_.OpenSession();
  if (!session) return Fail(session.error());
  const llm::GenerationId id =
      (*session)->Generate(ToRequest(job), {.on_text =
                                                [mailbox](std::string_view piece) {
                                                  const std::lock_guard lock(mailbox->mutex);
                                                  mailbox->text += piece;
                                                  mailbox->changed.notify_one();
                                                },
                                            .on_done =
                                                [mailbox](const llm::GenerationResult& result) {
                                                  const std::lock_guard lock(mailbox->mutex);
                                                  mailbox->result = result;
                                                  mailbox->changed.notify_one();
                                                }});
  bool gone = false;
  std::unique_lock lock(mailbox->mutex);
  while (true) {
    mailbox->changed.wait_for(lock, kLookForCancel,
                              [&] { return mailbox->result || !mailbox->text.empty(); });
    const std::string text = std::exchange(mailbox->text, {});
    const auto result = mailbox->result;
    lock.unlock();
    if (!gone && (cancel.IsCancelled() || (!text.empty() && !on_text(text)))) {
      gone = true;
      (*session)->Cancel(id);
    }
    if (result) return gone ? Fail(Error::Cancelled()) : ToOutcome(*result);
    lock.lock();
  }
}

}  // namespace vivavoce::app
