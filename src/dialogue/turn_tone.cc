#include "dialogue/turn_tone.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "hearing/tone_description.h"

namespace vivavoce::dialogue {
namespace {

using hearing::kVoiceFrameMs;

// Recognitions that never came back; a few run at a time.
constexpr size_t kMaxAsked = 64;

constexpr float kSureLaugh = 0.7f;

// The filters of the perceiver have settled by then.
constexpr int64_t kWarmUpMs = 200;

bool Laughs(const hearing::Perception& heard) {
  return std::ranges::any_of(heard.events, [](const hearing::VocalEvent& event) {
    return event.kind == hearing::VocalEventKind::kLaugh && event.confidence >= kSureLaugh;
  });
}

}  // namespace

Result<TurnTone> TurnTone::Create(const hearing::VoiceGenderModel* gender,
                                  const hearing::SpeakerEncoder* encoder) {
  auto perceiver = hearing::VoicePerceiver::Create();
  if (!perceiver) return Fail(perceiver.error());
  return TurnTone(std::move(*perceiver), gender, encoder);
}

void TurnTone::ListenAs(const PerceptionSettings& settings) {
  if (!settings.speaker) {
    perceiver_.StopListeningForSpeaker();
  } else if (!perceiver_.listens_for_speaker()) {
    std::unique_ptr<hearing::VoiceGenderScorer> scorer;
    if (gender_) {
      if (auto made = gender_->NewScorer()) scorer = std::move(*made);
    }
    perceiver_.ListenForSpeaker(std::move(scorer));
  }
  if (!settings.identity || !encoder_) {
    perceiver_.StopTellingSpeakersApart();
  } else if (!perceiver_.tells_speakers_apart()) {
    perceiver_.TellSpeakersApart(*encoder_);
  }
}

void TurnTone::Hear(const InputAudio& input, int64_t a_from_ms,
                    const PerceptionSettings& settings) {
  ListenAs(settings);
  const int64_t from = std::max(a_from_ms - kWarmUpMs, input.begin_ms());
  if (from > heard_ms_) {
    heard_ms_ = (from + kVoiceFrameMs - 1) / kVoiceFrameMs * kVoiceFrameMs;
    perceiver_.SkipTo(heard_ms_);
  }
  if (heard_ms_ >= input.end_ms()) return;
  perceiver_.Push(input.Read(heard_ms_, input.end_ms()));
  heard_ms_ = input.end_ms();
}

void TurnTone::Asked(const StartRecognition& recognition, const InputAudio& input,
                     const PerceptionSettings& settings) {
  if (!recognition.is_final) return;
  Hear(input, recognition.a_from_ms, settings);
  if (asked_.size() >= kMaxAsked) asked_.erase(asked_.begin());
  asked_[recognition.job] = {recognition.a_from_ms, recognition.a_to_ms};
}

void TurnTone::AddTo(TranscriptReady& ready, const PerceptionSettings& settings) {
  const auto asked = asked_.find(ready.job);
  if (asked == asked_.end()) return;
  const Stretch stretch = asked->second;
  asked_.erase(asked);
  if (!ready.text || (!settings.events && !settings.prompt)) return;
  auto heard = std::make_shared<hearing::Perception>(
      perceiver_.Perceive(stretch.from_a, stretch.to_a, *ready.text, settings.emotion));
  // Without words only what is surely a sound of the user is told; noise is not a whisper.
  if (settings.prompt && (!ready.text->empty() || Laughs(*heard))) {
    ready.tone = hearing::DescribeTone(*heard, ready.language);
  }
  ready.heard = std::move(heard);
}

std::optional<PerceptionUpdated> TurnTone::Update(const std::optional<OpenTurn>& turn,
                                                  const PerceptionSettings& settings) {
  if (!settings.events || !turn) return std::nullopt;
  if (turn->item_id != updated_item_) {
    updated_item_ = turn->item_id;
    updated_a_ = turn->from_a;
  }
  if (turn->now_a - updated_a_ < kUpdateEveryMs) return std::nullopt;
  updated_a_ = turn->now_a;
  return PerceptionUpdated{
      .item_id = turn->item_id,
      .audio_end_ms = turn->now_a,
      .heard = std::make_shared<hearing::Perception>(
          perceiver_.Perceive(turn->from_a, turn->now_a, /*words=*/"", settings.emotion))};
}

}  // namespace vivavoce::dialogue
