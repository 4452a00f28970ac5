#include "realtime/testing/fake_services.h"

#include <algorithm>

namespace vivavoce::realtime {

Status FakeSpeech::Speak(const SpeechJob& job, const CancellationToken& cancel,
                         const std::function<bool(const ServiceClause&)>& on_clause) {
  {
    const std::lock_guard lock(mutex_);
    jobs_.push_back(job);
  }
  const auto words = 1 + std::count(job.text.begin(), job.text.end(), ' ');
  const std::vector<float> sound(kServiceSpeechHz / 10, 0.25f);
  for (int64_t word = 0; word < words || endless; ++word) {
    const SpeechPlan plan{.text = "word",
                          .start_ms = 100 * word,
                          .end_ms = 100 * (word + 1),
                          .words = {{"word", 100 * word, 100 * word + 90}},
                          .phonemes = {{"w", 100 * word, 100 * word + 40}},
                          .marks = {{"pause", 100 * word + 90, 100 * word + 100}},
                          .curve_ms = {100 * word},
                          .model_pitch_hz = {200},
                          .pitch_hz = {180.04f},
                          .loudness_db = {-3}};
    const ServiceClause clause{sound, job.plan ? &plan : nullptr};
    if (cancel.IsCancelled() || !on_clause(clause)) {
      cancelled = true;
      return Fail(Error::Cancelled());
    }
    if (fails_after_a_clause) return Fail(*fails_after_a_clause);
  }
  return {};
}

std::vector<SpeechJob> FakeSpeech::jobs() const {
  const std::lock_guard lock(mutex_);
  return jobs_;
}

Status FakeTranscription::Transcribe(const TranscriptionJob& job, const CancellationToken& cancel,
                                     const std::function<bool(const TimedText&)>& on_text) {
  {
    const std::lock_guard lock(mutex_);
    jobs_.push_back(job);
  }
  for (const TimedText& text : texts) {
    if (cancel.IsCancelled() || !on_text(text)) return Fail(Error::Cancelled());
  }
  if (fails) return Fail(*fails);
  return {};
}

std::vector<TranscriptionJob> FakeTranscription::jobs() const {
  const std::lock_guard lock(mutex_);
  return jobs_;
}

Result<ChatOutcome> FakeChat::Complete(const ChatJob& job, const CancellationToken& cancel,
                                       const std::function<bool(std::string_view)>& on_text) {
  {
    const std::lock_guard lock(mutex_);
    jobs_.push_back(job);
  }
  for (const std::string& piece : pieces) {
    if (cancel.IsCancelled() || !on_text(piece)) return Fail(Error::Cancelled());
  }
  if (fails) return Fail(*fails);
  return outcome;
}

std::vector<ChatJob> FakeChat::jobs() const {
  const std::lock_guard lock(mutex_);
  return jobs_;
}

}  // namespace vivavoce::realtime
