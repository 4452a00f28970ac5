#include "hearing/voice_frames.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "audio/loudness.h"
#include "hearing/voice_activity_detector.h"

namespace vivavoce::hearing {
namespace {

constexpr int kHopSamples = kHearingSampleRateHz * kVoiceFrameMs / 1000;
constexpr int kNarrowHop = kPitchSampleRateHz * kVoiceFrameMs / 1000;
// Half a pitch frame less half a hop lies before the first sample.
constexpr size_t kNarrowLead = (kPitchFrameSamples - kNarrowHop) / 2;
constexpr size_t kMaxFrames = VoiceFrames::kHistorySeconds * 1000 / kVoiceFrameMs;
// Its pass band reaches further than any pitch; the rest is cheap.
constexpr int kNarrowQuality = 2;
// A voice has power below 1 kHz. The hiss of an "s", cut at 4 kHz, has not, and looks periodic.
constexpr float kMaxTopHeavyDb = 10;

float PowerToDbfs(double sum, int samples) {
  const double power = samples > 0 ? sum / samples : 0;
  if (!(power > 1e-12)) return audio::kSilenceDbfs;
  return static_cast<float>(10 * std::log10(power));
}

}  // namespace

Biquad Biquad::LowPass(double cutoff_hz, double q, double sample_rate_hz) {
  const double w = 2 * std::numbers::pi * cutoff_hz / sample_rate_hz;
  const double alpha = std::sin(w) / (2 * q), cosine = std::cos(w), a0 = 1 + alpha;
  Biquad filter;
  filter.b0_ = filter.b2_ = static_cast<float>((1 - cosine) / 2 / a0);
  filter.b1_ = static_cast<float>((1 - cosine) / a0);
  filter.a1_ = static_cast<float>(-2 * cosine / a0);
  filter.a2_ = static_cast<float>((1 - alpha) / a0);
  return filter;
}

Biquad Biquad::HighPass(double cutoff_hz, double q, double sample_rate_hz) {
  const double w = 2 * std::numbers::pi * cutoff_hz / sample_rate_hz;
  const double alpha = std::sin(w) / (2 * q), cosine = std::cos(w), a0 = 1 + alpha;
  Biquad filter;
  filter.b0_ = filter.b2_ = static_cast<float>((1 + cosine) / 2 / a0);
  filter.b1_ = static_cast<float>(-(1 + cosine) / a0);
  filter.a1_ = static_cast<float>(-2 * cosine / a0);
  filter.a2_ = static_cast<float>((1 - alpha) / a0);
  return filter;
}

Result<VoiceFrames> VoiceFrames::Create() {
  auto narrow = audio::Resampler::Create(kHearingSampleRateHz, kPitchSampleRateHz, kNarrowQuality);
  if (!narrow) return Fail(narrow.error());
  return VoiceFrames(std::move(*narrow));
}

VoiceFrames::VoiceFrames(audio::Resampler narrow)
    : narrow_band_(std::move(narrow)),
      // Butterworth: q = 1 / (2 cos(pi/4)); of the fourth order 1 / (2 cos(pi/8)), 1 / (2 cos(3pi/8)).
      offset_(Biquad::HighPass(50, 0.7071, kHearingSampleRateHz)),
      low_1_(Biquad::LowPass(1000, 0.5412, kHearingSampleRateHz)),
      low_2_(Biquad::LowPass(1000, 1.3066, kHearingSampleRateHz)),
      high_(Biquad::HighPass(3500, 0.7071, kHearingSampleRateHz)),
      narrow_(kNarrowLead, 0.0f) {}

void VoiceFrames::SkipTo(int64_t frame) {
  const auto unheard = static_cast<size_t>(std::max<int64_t>(0, frame - end()));
  const size_t told = std::min(unheard, kMaxFrames);
  if (told < unheard) {
    frames_.clear();
    pitch_.clear();
    first_ = frame - static_cast<int64_t>(told);
  }
  frames_.resize(frames_.size() + told);
  pitch_.resize(pitch_.size() + told);
  ForgetOld();
  narrow_band_.Reset();
  for (Biquad* filter : {&offset_, &low_1_, &low_2_, &high_}) filter->Reset();
  hop_ = {};
  positive_ = false;
  waiting_.clear();
  narrow_.assign(kNarrowLead, 0.0f);
}

void VoiceFrames::AddSample(float sample) {
  const float x = offset_.Process(sample);
  const float low = low_2_.Process(low_1_.Process(x));
  const float high = high_.Process(x);
  hop_.power += x * x;
  hop_.low += low * low;
  hop_.high += high * high;
  hop_.crossings += (x > 0) != positive_;
  positive_ = x > 0;
  if (++hop_.samples == kHopSamples) waiting_.push_back(std::exchange(hop_, {}));
}

void VoiceFrames::Push(std::span<const float> samples) {
  clean_.assign(samples.begin(), samples.end());
  for (float& sample : clean_) sample = std::isfinite(sample) ? std::clamp(sample, -4.0f, 4.0f) : 0;
  for (const float sample : clean_) AddSample(sample);
  const std::vector<float> narrow = narrow_band_.Process(clean_);
  narrow_.insert(narrow_.end(), narrow.begin(), narrow.end());
  MakeFrames();
}

void VoiceFrames::MakeFrames() {
  size_t used = 0;
  for (; !waiting_.empty() && narrow_.size() - used >= kPitchFrameSamples; used += kNarrowHop) {
    const Hop hop = waiting_.front();
    waiting_.pop_front();
    VoiceFrame frame;
    frame.level_dbfs = PowerToDbfs(hop.power, hop.samples);
    frame.low_dbfs = PowerToDbfs(hop.low, hop.samples);
    frame.high_dbfs = PowerToDbfs(hop.high, hop.samples);
    frame.crossing_rate = static_cast<float>(hop.crossings) / kHopSamples;
    frames_.push_back(frame);
    pitch_.push_back(analyzer_.Analyze(std::span(narrow_).subspan(used, kPitchFrameSamples)));
    if (frame.low_dbfs < frame.level_dbfs - kMaxTopHeavyDb) pitch_.back().num_candidates = 0;
  }
  narrow_.erase(narrow_.begin(), narrow_.begin() + static_cast<std::ptrdiff_t>(used));
  ForgetOld();
}

void VoiceFrames::ForgetOld() {
  // Seldom, since it moves a lot.
  if (frames_.size() > kMaxFrames + kMaxFrames / 4) {
    const size_t old = frames_.size() - kMaxFrames;
    frames_.erase(frames_.begin(), frames_.begin() + static_cast<std::ptrdiff_t>(old));
    pitch_.erase(pitch_.begin(), pitch_.begin() + static_cast<std::ptrdiff_t>(old));
    first_ += static_cast<int64_t>(old);
  }
}

std::span<const VoiceFrame> VoiceFrames::Read(int64_t from, int64_t to) const {
  from = std::clamp(from, begin(), end());
  to = std::clamp(to, from, end());
  return std::span(frames_).subspan(static_cast<size_t>(from - first_),
                                    static_cast<size_t>(to - from));
}

std::span<const PitchFrame> VoiceFrames::ReadPitch(int64_t from, int64_t to) const {
  from = std::clamp(from, begin(), end());
  to = std::clamp(to, from, end());
  return std::span(pitch_).subspan(static_cast<size_t>(from - first_),
                                   static_cast<size_t>(to - from));
}

}  // namespace vivavoce::hearing
