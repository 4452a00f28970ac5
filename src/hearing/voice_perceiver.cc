#include "hearing/voice_perceiver.h"

#include <algorithm>
#include <utility>

#include "hearing/emotion.h"
#include "hearing/pitch_path.h"
#include "hearing/voice_activity_detector.h"
#include "hearing/voice_quality.h"

namespace vivavoce::hearing {

Result<VoicePerceiver> VoicePerceiver::Create() {
  auto frames = VoiceFrames::Create();
  if (!frames) return Fail(frames.error());
  return VoicePerceiver(std::move(*frames));
}

void VoicePerceiver::Push(std::span<const float> samples) {
  frames_.Push(samples);
  if (speaker_) speaker_->Push(samples);
  if (identity_) identity_->Push(samples, frames_);
  samples_ += static_cast<int64_t>(samples.size());
}

void VoicePerceiver::SkipTo(int64_t ms) {
  frames_.SkipTo(ms / kVoiceFrameMs);
  samples_ = ms * kHearingSampleRateHz / 1000;
  if (speaker_) speaker_->SkipTo(samples_);
  if (identity_) identity_->SkipTo(samples_);
}

void VoicePerceiver::ListenForSpeaker(std::unique_ptr<VoiceGenderScorer> scorer) {
  speaker_.emplace(std::move(scorer), samples_);
}

void VoicePerceiver::TellSpeakersApart(const SpeakerEncoder& encoder) {
  identity_.emplace(encoder, samples_);
}

void VoicePerceiver::StopTellingSpeakersApart() {
  if (!identity_) return;
  identity_.reset();
  baselines_.ForgetOthers();
}

Perception VoicePerceiver::Perceive(int64_t from_ms, int64_t to_ms, std::string_view words,
                                    bool emotion) {
  const int64_t to = to_ms / kVoiceFrameMs;
  const int64_t from = std::clamp(from_ms / kVoiceFrameMs, frames_.begin(), frames_.end());
  const auto frames = frames_.Read(from, to);
  const auto pitch = FindPitchPath(frames_.ReadPitch(from, to));
  Perception heard;
  heard.measures = MeasureVoice(frames, pitch, words);
  if (identity_) heard.identity = identity_->Judge(from, to, frames_);
  heard.deviation = baselines_.Of(heard.identity).Compare(heard.measures);
  heard.quality = JudgeVoiceQuality(heard.measures, heard.deviation);
  heard.events = FindVocalEvents(frames, pitch, words);
  if (speaker_) heard.speaker = speaker_->Judge(from, pitch, heard.measures);
  if (emotion) heard.emotion = GuessEmotion(heard, words);
  return heard;
}

std::vector<ContourPoint> VoicePerceiver::Contour(int64_t from_ms, int64_t to_ms) const {
  const int64_t from = from_ms / kVoiceFrameMs, to = to_ms / kVoiceFrameMs;
  const auto frames = frames_.Read(from, to);
  const auto pitch = FindPitchPath(frames_.ReadPitch(from, to));
  std::vector<ContourPoint> contour(frames.size());
  for (size_t i = 0; i < frames.size(); ++i) {
    contour[i] = {.f0_hz = pitch[i].f0_hz, .level_dbfs = frames[i].level_dbfs};
  }
  return contour;
}

void VoicePerceiver::Learn(const Perception& heard) {
  if (identity_ && heard.identity) identity_->Learn(*heard.identity);
  if (heard.quality != VoiceQuality::kWhisper) baselines_.Learn(heard.measures, heard.identity);
}

}  // namespace vivavoce::hearing
