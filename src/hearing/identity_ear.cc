#include "hearing/identity_ear.h"

#include <algorithm>
#include <cmath>

namespace vivavoce::hearing {
namespace {

constexpr int64_t kReachFrames = 8;  // around a voiced frame: consonants
// A frame is voiced when it is this periodic (Praat's threshold) and not far below what was loud in
// the last seconds.
constexpr float kVoicedStrength = 0.45f;
constexpr float kBelowLoudestDb = 25, kQuietestDbfs = -65;
constexpr int64_t kLoudFrames = 150;
// Resemblyzer raises what is quieter than this, and so do we, by the level of the first voice heard.
constexpr float kTargetMeanSquare = 1e-3f;  // -30 dBFS
constexpr size_t kGainFrames = 40;
constexpr size_t kMaxPrints = 2;
constexpr auto kLeastFrames = static_cast<size_t>(SpeakerMemory::kMinSeconds * 100);
// After so long a silence somebody else may be speaking.
constexpr int64_t kSilentFrames = 200;
// What was said a moment after a stretch counts as well, for it has been heard already.
constexpr int64_t kLateFrames = 100;
constexpr size_t kMaxJudged = 32;

bool IsVoiced(const VoiceFrame& frame, const PitchFrame& pitch, float loud_dbfs) {
  if (frame.level_dbfs < std::max(loud_dbfs - kBelowLoudestDb, kQuietestDbfs)) return false;
  return std::ranges::any_of(pitch.Candidates(), [](const PitchCandidate& candidate) {
    return candidate.strength >= kVoicedStrength;
  });
}

// Is a voiced frame near?
bool VoiceSounds(int64_t frame, const VoiceFrames& frames) {
  float loud = -120;
  for (const VoiceFrame& before : frames.Read(frame - kLoudFrames, frame + kReachFrames + 1)) {
    loud = std::max(loud, before.level_dbfs);
  }
  const auto near = frames.Read(frame - kReachFrames, frame + kReachFrames + 1);
  const auto pitch = frames.ReadPitch(frame - kReachFrames, frame + kReachFrames + 1);
  for (size_t i = 0; i < near.size(); ++i) {
    if (IsVoiced(near[i], pitch[i], loud)) return true;
  }
  return false;
}

void AddPrint(const VoicePrint& print, double seconds, VoiceSample& voice) {
  for (size_t i = 0; i < print.size(); ++i) {
    voice.print[i] += print[i] * static_cast<float>(seconds);
  }
  voice.seconds += seconds;
}

}  // namespace

IdentityEar::IdentityEar(const SpeakerEncoder& encoder, int64_t at_sample)
    : encoder_(encoder), mels_(at_sample), now_(From(mels_.begin())) {}

void IdentityEar::SkipTo(int64_t sample) {
  mels_ = SpeakerMels(sample);
  now_ = From(mels_.begin());
}

void IdentityEar::Push(std::span<const float> samples, const VoiceFrames& frames) {
  mels_.Push(samples);
  const int64_t end = frames.end();
  Advance(now_, end, frames);
  if (now_.last >= 0 && now_.next - now_.last > kSilentFrames) now_ = From(now_.next);
}

void IdentityEar::Advance(Listening& listening, int64_t end, const VoiceFrames& frames) const {
  end = std::min({end, frames.end() - kReachFrames, mels_.end()});
  for (int64_t& frame = listening.next; frame < end; ++frame) {
    if (frame < mels_.begin() || !VoiceSounds(frame, frames)) continue;
    if (listening.first < 0) listening.first = frame;
    listening.last = frame;
    if (listening.prints.size() == kMaxPrints) continue;
    if (listening.gain > 0) {
      Hear(listening, frame);
      continue;
    }
    listening.waiting.push_back(frame);
    if (listening.waiting.size() < kGainFrames) continue;
    float power = 0;
    for (const int64_t early : listening.waiting) power += mels_.At(early).mean_square;
    listening.gain = std::max(1.0f, kTargetMeanSquare * kGainFrames / std::max(power, 1e-12f));
    for (const int64_t early : listening.waiting) Hear(listening, early);
    listening.waiting.clear();
  }
}

void IdentityEar::Hear(Listening& listening, int64_t frame) const {
  std::array<float, SpeakerEncoder::kMels> mels = mels_.At(frame).power;
  for (float& power : mels) power *= listening.gain;
  if (listening.heard == 0) listening.state = encoder_.Begin();
  encoder_.Hear(mels, listening.state);
  if (++listening.heard < SpeakerEncoder::kFrames) return;
  listening.prints.push_back(encoder_.Print(listening.state));
  listening.heard = 0;
}

VoiceSample IdentityEar::Voice(int64_t from, int64_t to, const VoiceFrames& frames) {
  from = std::max({from, mels_.begin(), frames.begin()});
  to = std::max(from, to);
  const bool begins = now_.begin <= from && (now_.first < 0 || from <= now_.first);
  if (!begins || now_.next > to + kLateFrames) now_ = From(from);
  Advance(now_, to, frames);
  VoiceSample voice;
  for (const VoicePrint& print : now_.prints) {
    AddPrint(print, SpeakerEncoder::kFrames / 100.0, voice);
  }
  if (now_.heard >= kLeastFrames) {
    AddPrint(encoder_.Print(now_.state), static_cast<double>(now_.heard) / 100, voice);
  }
  double squares = 0;
  for (const float value : voice.print) squares += value * value;
  if (!(squares > 0)) return {};
  for (float& value : voice.print) value /= static_cast<float>(std::sqrt(squares));
  return voice;
}

SpeakerIdentity IdentityEar::Judge(int64_t from, int64_t to, const VoiceFrames& frames) {
  const VoiceSample voice = Voice(from, to, frames);
  SpeakerIdentity identity = memory_.Judge(voice);
  if (identity.verdict == SpeakerVerdict::kUnknown) return identity;
  identity.judgement = ++judgements_;
  judged_.push_back({judgements_, voice});
  if (judged_.size() > kMaxJudged) judged_.pop_front();
  return identity;
}

void IdentityEar::Learn(const SpeakerIdentity& heard) {
  const auto judged = std::ranges::find(judged_, heard.judgement, &Judgement::number);
  if (judged == judged_.end()) return;
  memory_.Learn(judged->voice);
  judged_.erase(judged);
}

}  // namespace vivavoce::hearing
