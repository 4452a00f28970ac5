#include "app/http_speech.h"

#include <algorithm>

#include "app/read_aloud.h"
#include "app/speech_plan_of.h"
#include "dialogue/persona_voice.h"
#include "text/direction.h"
#include "text/script.h"

namespace vivavoce::app {

Status HttpSpeech::Speak(const realtime::SpeechJob& job, const CancellationToken& cancel,
                         const std::function<bool(const realtime::ServiceClause&)>& on_clause) {
  static_assert(realtime::kServiceSpeechHz == speaking::kSpeechSampleRateHz);
  speaking::SynthesisRequest request;
  request.language = text::DominantLanguage(job.text);
  request.voice = job.voice;
  request.speed = job.speed;
  request.cancel = cancel;
  request.trace = job.plan;
  const std::string& name = job.voice.empty() ? parts_.default_persona : job.voice;
  if (const auto persona = parts_.personas.Find(name)) {
    request.voice = persona->voice.id.For(request.language);
    request.speed = std::clamp(job.speed * persona->voice.speed, 0.25f, 4.0f);
    request.profile = dialogue::ProfileOf(persona->voice);
  }
  request.scene = Joined(request.scene, text::ReadScene(job.instruction));
  int64_t samples = 0;  // told so far
  return ReadAloud(
      job.text, request, {.brackets_are_directions = job.brackets_are_directions}, parts_.segmenter,
      [&](const speaking::SynthesisRequest& clause) {
        const auto grant = parts_.budget.Acquire(runtime::Lane::kSpeech, runtime::Urgency::kNormal);
        return parts_.synthesizer.Synthesize(clause);
      },
      [&](const speaking::SynthesisRequest& said, speaking::SynthesizedClause& clause) {
        realtime::SpeechPlan plan;
        if (job.plan) plan = SpeechPlanOf(said.text, clause, samples);
        samples += static_cast<int64_t>(clause.samples.size());
        return on_clause({clause.samples, job.plan ? &plan : nullptr});
      });
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
