// The recogniser as the HTTP endpoint's TranscriptionService: stretches of speech found by voice
// activity, each recognised under a grant of the speech lane (see app/http_speech.h).
// Threads  as TranscriptionService.
#pragma once

#include <functional>
#include <memory>

#include "hearing/recognizer.h"
#include "hearing/voice_activity_detector.h"
#include "realtime/transcription_service.h"
#include "runtime/thread_budget.h"

namespace vivavoce::app {

class HttpTranscription final : public realtime::TranscriptionService {
 public:
  struct Parts {
    std::function<Result<std::unique_ptr<hearing::VoiceActivityDetector>>()> make_detector;
    hearing::Recognizer& recognizer;
    runtime::ThreadBudget& budget;
  };
  explicit HttpTranscription(Parts parts) : parts_(std::move(parts)) {}  // they outlive this

  Status Transcribe(const realtime::TranscriptionJob& job, const CancellationToken& cancel,
                    const std::function<bool(const realtime::TimedText&)>& on_text) override;

 private:
  const Parts parts_;
};

}  // namespace vivavoce::app
