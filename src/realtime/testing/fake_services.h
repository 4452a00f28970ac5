// Scripted services for tests of the HTTP endpoints: no models, answers at once.
// Threads  as the services; the scripts are set before the first request.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "realtime/chat_service.h"
#include "realtime/speech_service.h"
#include "realtime/transcription_service.h"

namespace vivavoce::realtime {

// 0.1 s of a constant level for every word, each a clause with a plan.
class FakeSpeech final : public SpeechService {
 public:
  Status Speak(const SpeechJob& job, const CancellationToken& cancel,
               const std::function<bool(const ServiceClause&)>& on_clause) override;
  std::vector<VoiceDescription> Voices() const override {
    return {{"af_heart", "en", "female"}, {"zm_yunxi", "zh", "male"}};
  }
  std::vector<SpeechJob> jobs() const;

  std::optional<Error> fails_after_a_clause;
  std::atomic<bool> endless = false;  // goes on until it is cancelled
  std::atomic<bool> cancelled = false;

 private:
  mutable std::mutex mutex_;
  std::vector<SpeechJob> jobs_;
};

class FakeTranscription final : public TranscriptionService {
 public:
  Status Transcribe(const TranscriptionJob& job, const CancellationToken& cancel,
                    const std::function<bool(const TimedText&)>& on_text) override;
  std::vector<TranscriptionJob> jobs() const;

  std::vector<TimedText> texts;
  std::optional<Error> fails;

 private:
  mutable std::mutex mutex_;
  std::vector<TranscriptionJob> jobs_;
};

class FakeChat final : public ChatService {
 public:
  Result<ChatOutcome> Complete(const ChatJob& job, const CancellationToken& cancel,
                               const std::function<bool(std::string_view)>& on_text) override;
  std::string ModelName() const override { return "fake-1b"; }
  std::vector<ChatJob> jobs() const;

  std::vector<std::string> pieces{"Hel", "lo."};
  ChatOutcome outcome{.prompt_tokens = 5, .cached_tokens = 1, .completion_tokens = 2};
  std::optional<Error> fails;

 private:
  mutable std::mutex mutex_;
  std::vector<ChatJob> jobs_;
};

}  // namespace vivavoce::realtime
