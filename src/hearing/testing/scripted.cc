#include "hearing/testing/scripted.h"

#include <algorithm>
#include <utility>

#include "audio/loudness.h"
#include "hearing/sample_checks.h"

namespace vivavoce::hearing::testing {
namespace {

constexpr float kVoiceDbfs = -40.0f;
constexpr float kVoice = 0.95f, kNoVoice = 0.02f;
constexpr float kDefaultScore = 0.9f;
constexpr float kSilenceDbfs = -55.0f;
constexpr size_t kMaxSamples = 30 * kHearingSampleRateHz;
constexpr float kLogProbability = -0.2f;

Transcript Answer(std::string text, Language language) {
  Transcript transcript;
  transcript.mean_log_probability = text.empty() ? 0 : kLogProbability;
  transcript.text = std::move(text);
  transcript.language = language;
  return transcript;
}

}  // namespace

Result<float> ScriptedVad::Push(std::span<const float> window) {
  if (window.size() != kVadWindowSamples) {
    return Fail(Error::InvalidArgument(
        fmt::format("{} samples, must be {}", window.size(), kVadWindowSamples), "window"));
  }
  if (Status ok = CheckFinite(window, "window"); !ok) return Fail(ok.error());
  if (script_.empty()) return audio::RmsDbfs(window) > kVoiceDbfs ? kVoice : kNoVoice;
  return script_[std::min(next_++, script_.size() - 1)];
}

void ScriptedRecognizer::ThenFinal(std::string text, Language language) {
  finals_.answers.push_back(Answer(std::move(text), language));
}

void ScriptedRecognizer::ThenPartial(std::string text, Language language) {
  partials_.answers.push_back(Answer(std::move(text), language));
}

void ScriptedRecognizer::ThenFail(Error error) { failures_.push_back(std::move(error)); }

Result<Transcript> ScriptedRecognizer::Recognize(std::span<const float> samples,
                                                 const RecognizeOptions& options) {
  if (samples.size() > kMaxSamples) {
    return Fail(Error::InvalidArgument(
        fmt::format("{} samples, at most {} (30 s)", samples.size(), kMaxSamples), "samples"));
  }
  if (Status ok = CheckFinite(samples, "samples"); !ok) return Fail(ok.error());
  if (options.cancel.IsCancelled()) return Fail(Error::Cancelled());
  calls_.push_back({samples.size(), options});
  if (audio::RmsDbfs(samples) < kSilenceDbfs) return Answer("", options.language);
  if (!failures_.empty()) {
    Error error = std::move(failures_.front());
    failures_.pop_front();
    return Fail(std::move(error));
  }
  Script& script = options.is_final ? finals_ : partials_;
  if (!script.answers.empty()) {
    script.last = std::move(script.answers.front());
    script.answers.pop_front();
  }
  return script.last;
}

Result<float> ScriptedEndOfTurnDetector::Score(std::span<const float> samples) {
  if (samples.empty()) return Fail(Error::InvalidArgument("must not be empty", "samples"));
  if (Status ok = CheckFinite(samples, "samples"); !ok) return Fail(ok.error());
  const size_t call = calls_++;
  return script_.empty() ? kDefaultScore : script_[std::min(call, script_.size() - 1)];
}

}  // namespace vivavoce::hearing::testing
