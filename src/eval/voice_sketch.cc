#include "eval/voice_sketch.h"

#include <algorithm>
#include <cmath>

#include "audio/resampler.h"
#include "base/percentile.h"
#include "hearing/voice_bursts.h"
#include "hearing/voice_measures.h"

namespace vivavoce::eval {
namespace {

constexpr int kSketchRateHz = 16000;
constexpr double kFrameSeconds = hearing::kVoiceFrameMs / 1000.0;
constexpr float kSoundBelowLoudestDb = 30, kSilenceBelowLoudestDb = 40;
constexpr size_t kFewestVoiced = 3, kEndVoiced = 15;

}  // namespace

Result<VoiceSketch> VoiceSketch::Of(std::span<const float> samples, int sample_rate_hz) {
  auto narrow = audio::Resample(samples, sample_rate_hz, kSketchRateHz);
  if (!narrow) return Fail(narrow.error());
  if (narrow->size() < kSketchRateHz / 20) {
    return Fail(Error::InvalidArgument("a sound to measure must have 50 ms", "samples"));
  }
  narrow->resize(narrow->size() + kSketchRateHz / 10);  // its last frames are known later
  auto frames = hearing::VoiceFrames::Create();
  if (!frames) return Fail(frames.error());
  frames->Push(*narrow);
  VoiceSketch sketch;
  const auto all = frames->Read(0, frames->end());
  sketch.frames_.assign(all.begin(), all.end());
  sketch.pitch_ = hearing::FindPitchPath(frames->ReadPitch(0, frames->end()));
  for (const hearing::VoiceFrame& frame : sketch.frames_) {
    sketch.loudest_db_ = std::max(sketch.loudest_db_, frame.level_dbfs);
  }
  return sketch;
}

double VoiceSketch::seconds() const { return static_cast<double>(frames_.size()) * kFrameSeconds; }

VoiceSketch::Range VoiceSketch::FramesOf(double from_s, double to_s) const {
  const auto frame = [&](double seconds) {
    const auto last = static_cast<double>(frames_.size());
    return static_cast<size_t>(std::lround(std::clamp(seconds / kFrameSeconds, 0.0, last)));
  };
  const Range range{frame(from_s), frame(to_s)};
  return {range.begin, std::max(range.begin, range.end)};
}

StretchMeasure VoiceSketch::Measure(double from_s, double to_s) const {
  const Range range = FramesOf(from_s, to_s);
  float loudest = -100;
  for (size_t i = range.begin; i < range.end; ++i) {
    loudest = std::max(loudest, frames_[i].level_dbfs);
  }
  StretchMeasure measure;
  size_t first = range.end, last = range.begin, sound = 0;
  double power = 0;
  std::vector<double> f0;
  for (size_t i = range.begin; i < range.end; ++i) {
    if (frames_[i].level_dbfs < loudest - kSoundBelowLoudestDb) continue;
    first = std::min(first, i);
    last = i + 1;
    ++sound;
    power += std::pow(10.0, frames_[i].level_dbfs / 10.0);
    if (pitch_[i].f0_hz > 0) f0.push_back(hearing::HzToSemitones(pitch_[i].f0_hz));
  }
  if (sound == 0) return measure;
  measure.seconds = static_cast<double>(last - first) * kFrameSeconds;
  measure.level_db = 10 * std::log10(power / static_cast<double>(sound));
  measure.voiced_share = static_cast<double>(f0.size()) / static_cast<double>(sound);
  if (f0.size() < kFewestVoiced) return measure;
  measure.f0_st = Percentile(f0, 0.5);
  measure.f0_high_st = Percentile(f0, 0.9);
  f0.erase(f0.begin(), f0.end() - static_cast<ptrdiff_t>(std::min(f0.size(), kEndVoiced)));
  measure.f0_end_st = Percentile(std::move(f0), 0.5);
  return measure;
}

double VoiceSketch::LongestSilenceMs(double from_s, double to_s) const {
  const Range range = FramesOf(from_s, to_s);
  int longest = 0, run = 0;
  for (size_t i = range.begin; i < range.end; ++i) {
    run = frames_[i].level_dbfs < loudest_db_ - kSilenceBelowLoudestDb ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest * hearing::kVoiceFrameMs;
}

int VoiceSketch::Bursts(double from_s, double to_s) const {
  const Range range = FramesOf(from_s, to_s);
  const auto part = std::span(frames_).subspan(range.begin, range.end - range.begin);
  return static_cast<int>(hearing::FindBursts(part).size());
}

}  // namespace vivavoce::eval
