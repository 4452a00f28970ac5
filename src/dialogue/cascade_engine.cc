#include "dialogue/cascade_engine.h"

#include <future>
#include <utility>
#include <vector>

#include "dialogue/cascade_session.h"
#include "dialogue/cascade_shared.h"
#include "dialogue/chat_prompt.h"
#include "dialogue/persona_voice.h"
#include "dialogue/work_timer.h"
#include "persona/reply_guard.h"
#include "text/speech_text.h"

namespace vivavoce::dialogue {
namespace {

constexpr uint64_t kNobody = 0;  // owner of what belongs to no session
constexpr int kOpenerPriority = 0;
constexpr Language kLanguages[] = {Language::kEnglish, Language::kChinese};

}  // namespace

CascadeEngine::CascadeEngine(CascadeParts parts)
    : shared_(std::make_shared<Shared>(std::move(parts))) {}

CascadeEngine::~CascadeEngine() {
  shared_->resident_prompts.clear();
  shared_->facts.Close();
}

void CascadeEngine::Shared::Prepare(const persona::Persona& persona,
                                    const std::vector<std::string>& lines, Language language,
                                    const std::string& voice, float speed) {
  const std::string shelf = OpenerVoice(persona, voice);
  for (const std::string& line : openers.Claim(lines, shelf, speed)) {
    // `this` owns the worker: a task never outlives it.
    preparing.Post(kNobody, kOpenerPriority, [this, line, language, voice, speed, shelf,
                                             scene = SceneOf(persona.voice, language),
                                             profile = ProfileOf(persona.voice)] {
      const auto grant =
          parts.budget->Acquire(runtime::Lane::kSpeech, runtime::Urgency::kSpeculative);
      auto sound = parts.synthesizer->Synthesize({.text = text::CleanForSpeech(line),
                                                  .language = language,
                                                  .voice = voice,
                                                  .speed = speed,
                                                  .first_in_reply = true,
                                                  .cancel = {},
                                                  .scene = scene,
                                                  .profile = profile});
      if (!sound) return;  // the voice is unknown; the reply itself will say so
      sound->samples.resize(sound->samples.size() +
                            speaking::kSpeechSampleRateHz * kOpenerPauseMs / 1000);
      openers.Put(shelf, speed, {.text = line, .sound = std::move(*sound)});
    });
  }
}

bool CascadeEngine::ReadsTurns() const { return shared_->parts.turn_end_probe; }

bool CascadeEngine::Idle() const { return shared_->computing == 0; }

Status CascadeEngine::WarmUp() {
  persona::ReplyGuard::WarmUp();
  const CascadeParts& parts = shared_->parts;
  const auto held = parts.personas->Find("");
  const persona::Persona& persona = *held;
  for (const Language language : kLanguages) {
    auto chat = parts.language_model->OpenSession();
    if (!chat) return Fail(chat.error());
    const ReplyRequest request{.language = language};
    auto messages =
        ChatPrompt(request, persona, parts.language_model->ContextTokens() * 3 / 4,
                   [](std::string_view text) { return static_cast<int>(text.size()) / 3; });
    const auto done = [token = std::make_shared<ComputingToken>(shared_)](
                          const llm::GenerationResult& result) mutable {
      LogGeneration("prefill.persona", 0, result);
      token.reset();
    };
    (*chat)->PrefillForGood(std::move(messages), done);
    shared_->resident_prompts.push_back(std::move(*chat));
    shared_->facts.Want(persona, language);
  }
  std::promise<Status> hearing_ran;
  shared_->hearing.Post(0, 0, [&] {
    const auto grant = parts.budget->Acquire(runtime::Lane::kSpeech, runtime::Urgency::kNormal);
    // A second of quiet hum: silence would be recognised without running the model.
    std::vector<float> hum(hearing::kHearingSampleRateHz);
    for (size_t i = 0; i < hum.size(); ++i) hum[i] = i % 160 < 80 ? 0.05f : -0.05f;
    const auto transcript = parts.recognizer->Recognize(hum, {});
    const auto score = parts.end_of_turn->Score(hum);
    hearing_ran.set_value(!transcript ? Status(Fail(transcript.error()))
                          : !score    ? Status(Fail(score.error()))
                                      : Status());
  });
  if (const Status ran = hearing_ran.get_future().get(); !ran) return ran;
  std::promise<Status> speaking_ran;
  shared_->speaking.Post(0, 0, [&] {
    const auto grant = parts.budget->Acquire(runtime::Lane::kSpeech, runtime::Urgency::kNormal);
    Status status;
    for (const Language language : kLanguages) {
      speaking::SynthesisRequest request;
      request.text = language == Language::kChinese ? "你好呀。" : "Hello there.";
      request.language = language;
      request.voice = persona.voice.id.For(language);
      if (auto spoken = parts.synthesizer->Synthesize(request); !spoken)
        status = Fail(spoken.error());
    }
    speaking_ran.set_value(status);
  });
  const Status spoke = speaking_ran.get_future().get();
  for (const Language language : kLanguages) {
    shared_->Prepare(persona, persona.openers.For(language), language,
                     persona.voice.id.For(language), persona.voice.speed);
  }
  return spoke;
}

void CascadeEngine::ReadFacts(const persona::Persona& persona) {
  for (const Language language : kLanguages) shared_->facts.Want(persona, language);
  shared_->facts.Wait();
}

const hearing::VoiceGenderModel* CascadeEngine::voice_gender() const {
  return shared_->parts.voice_gender;
}

const hearing::SpeakerEncoder* CascadeEngine::speaker_encoder() const {
  return shared_->parts.speaker_encoder;
}

Result<std::unique_ptr<EngineSession>> CascadeEngine::OpenSession(EngineListener& listener) {
  auto voice_activity = shared_->parts.make_voice_activity_detector();
  if (!voice_activity) return Fail(voice_activity.error());
  auto chat = shared_->parts.language_model->OpenSession();
  if (!chat) return Fail(chat.error());
  return std::make_unique<CascadeSession>(shared_, listener, std::move(*voice_activity),
                                          std::move(*chat));
}

}  // namespace vivavoce::dialogue
