#include "app/http_transcription.h"

#include <optional>

#include "app/speech_segments.h"

namespace vivavoce::app {
namespace {

using hearing::kHearingSampleRateHz;

// Half an hour of sound is 17 s of voice activity; others get their turn in between.
constexpr int kWindowsAGrant = 300;

// A detector that computes under a grant, gives it back now and then, and can be cancelled.
class PoliteDetector final : public hearing::VoiceActivityDetector {
 public:
  PoliteDetector(hearing::VoiceActivityDetector& detector, runtime::ThreadBudget& budget,
                 const CancellationToken& cancel)
      : detector_(detector), budget_(budget), cancel_(cancel) {}

  Result<float> Push(std::span<const float> window) override {
    if (cancel_.IsCancelled()) return Fail(Error::Cancelled());
    if (windows_++ % kWindowsAGrant == 0) {
      grant_.reset();
      grant_.emplace(budget_.Acquire(runtime::Lane::kSpeech, runtime::Urgency::kNormal));
    }
    return detector_.Push(window);
  }
  void Reset() override { detector_.Reset(); }

 private:
  hearing::VoiceActivityDetector& detector_;
  runtime::ThreadBudget& budget_;
  const CancellationToken& cancel_;
  std::optional<runtime::ThreadBudget::Grant> grant_;
  int windows_ = 0;
};

double Seconds(int64_t samples) { return static_cast<double>(samples) / kHearingSampleRateHz; }

realtime::TimedText Timed(const hearing::Transcript& heard, const SpeechSegment& segment) {
  realtime::TimedText text;
  text.begin_s = Seconds(segment.begin_sample);
  text.end_s = Seconds(segment.end_sample);
  text.text = heard.text;
  text.language = LanguageCode(heard.language);
  text.mean_log_probability = heard.mean_log_probability;
  text.no_speech_probability = heard.no_speech_probability;
  for (const hearing::TranscriptWord& word : heard.words) {
    text.words.push_back({word.text, text.begin_s + static_cast<double>(word.start_ms) / 1000,
                          text.begin_s + static_cast<double>(word.end_ms) / 1000});
  }
  return text;
}

}  // namespace

Status HttpTranscription::Transcribe(
    const realtime::TranscriptionJob& job, const CancellationToken& cancel,
    const std::function<bool(const realtime::TimedText&)>& on_text) {
  static_assert(realtime::kServiceHearingHz == kHearingSampleRateHz);
  auto detector = parts_.make_detector();
  if (!detector) return Fail(detector.error());
  const auto segments = [&] {
    PoliteDetector polite(**detector, parts_.budget, cancel);
    return FindSpeech(polite, job.samples);
  }();
  if (!segments) return Fail(segments.error());
  hearing::RecognizeOptions options;
  options.language = LanguageFromCode(job.language);
  options.hint = job.prompt;
  options.word_times = job.word_times;
  options.cancel = cancel;
  for (const SpeechSegment& segment : *segments) {
    if (cancel.IsCancelled()) return Fail(Error::Cancelled());
    const auto span = std::span(job.samples)
                          .subspan(static_cast<size_t>(segment.begin_sample),
                                   static_cast<size_t>(segment.end_sample - segment.begin_sample));
    const Result<hearing::Transcript> heard = [&] {
      const auto grant = parts_.budget.Acquire(runtime::Lane::kSpeech, runtime::Urgency::kNormal);
      return parts_.recognizer.Recognize(span, options);
    }();
    if (!heard) return Fail(heard.error());
    if (heard->text.empty()) continue;
    if (!on_text(Timed(*heard, segment))) return Fail(Error::Cancelled());
  }
  return {};
}

}  // namespace vivavoce::app
