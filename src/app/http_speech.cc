#include "app/http_speech.h"

#include <algorithm>

#include "text/clause_splitter.h"
#include "text/script.h"
#include "text/speech_text.h"

namespace vivavoce::app {

Status HttpSpeech::Speak(const realtime::SpeechJob& job, const CancellationToken& cancel,
                         const std::function<bool(std::span<const float>)>& on_sound) {
  static_assert(realtime::kServiceSpeechHz == speaking::kSpeechSampleRateHz);
  speaking::SynthesisRequest request;
  request.language = text::DominantLanguage(job.text);
  request.voice = job.voice;
  request.speed = job.speed;
  request.cancel = cancel;
  const std::string& name = job.voice.empty() ? parts_.default_persona : job.voice;
  if (const auto persona = parts_.personas.Find(name)) {
    request.voice = persona->voice.id.For(request.language);
    request.speed = std::clamp(job.speed * persona->voice.speed, 0.25f, 4.0f);
  }
  text::ClauseSplitter splitter({}, parts_.segmenter);
  std::vector<std::string> clauses = splitter.Push(job.text);
  for (std::string& rest : splitter.Flush()) clauses.push_back(std::move(rest));
  bool first = job.first;
  for (const std::string& clause : clauses) {
    if (cancel.IsCancelled()) return Fail(Error::Cancelled());
    request.text = text::CleanForSpeech(clause);
    if (!text::HasSpeech(request.text)) continue;
    request.first_in_reply = first;
    Result<speaking::SynthesizedClause> spoken = [&] {
      const auto grant = parts_.budget.Acquire(runtime::Lane::kSpeech, runtime::Urgency::kNormal);
      return parts_.synthesizer.Synthesize(request);
    }();
    // A clause that cannot be spoken (signs alone, other scripts) is left out, as in conversations.
    if (!spoken && spoken.error().code == ErrorCode::kInvalidArgument) continue;
    if (!spoken) return Fail(spoken.error());
    first = false;
    if (!on_sound(spoken->samples)) return Fail(Error::Cancelled());
  }
  return {};
}

std::vector<realtime::VoiceDescription> HttpSpeech::Voices() const {
  std::vector<realtime::VoiceDescription> voices;
  for (const speaking::VoiceInfo& voice : parts_.synthesizer.Voices()) {
    voices.push_back(
        {voice.id, std::string(LanguageCode(voice.language)), voice.female ? "female" : "male"});
  }
  return voices;
}

}  // namespace vivavoce::app
