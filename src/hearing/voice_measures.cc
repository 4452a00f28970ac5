#include "hearing/voice_measures.h"

#include <algorithm>
#include <cmath>

#include "base/percentile.h"
#include "hearing/syllables.h"

namespace vivavoce::hearing {
namespace {

constexpr float kActiveBelowLoudDb = 25;
constexpr float kAboveNoiseDb = 6;
constexpr size_t kMinPitchFrames = 10;
constexpr size_t kEndFrames = 20;
constexpr int kPauseFrames = 200 / kVoiceFrameMs;

double MeanPowerDb(double sum, size_t count) {
  return count == 0 || !(sum > 0) ? -120 : 10 * std::log10(sum / static_cast<double>(count));
}

double Power(float db) { return std::pow(10.0, db / 10.0); }

void MeasurePitch(std::span<const PitchPoint> pitch, VoiceMeasures& out) {
  std::vector<float> semitones;
  double hnr = 0;
  for (const PitchPoint& point : pitch) {
    if (point.f0_hz <= 0) continue;
    semitones.push_back(static_cast<float>(HzToSemitones(point.f0_hz)));
    const double r = std::clamp(static_cast<double>(point.strength), 0.01, 0.9999);
    hnr += 10 * std::log10(r / (1 - r));
  }
  if (semitones.size() < kMinPitchFrames) return;
  out.hnr_db = hnr / static_cast<double>(semitones.size());
  std::vector<float> end(semitones.end() - static_cast<std::ptrdiff_t>(
                                               std::min(kEndFrames, semitones.size())),
                         semitones.end());
  const double median = Percentile(semitones, 0.5);
  out.f0_hz = std::exp2(median / 12);
  out.f0_range_st = Percentile(semitones, 0.9) - Percentile(semitones, 0.1);
  out.f0_end_st = Percentile(end, 0.5) - median;
}

void MeasurePauses(const std::vector<bool>& active, VoiceMeasures& out) {
  const auto first = std::ranges::find(active, true);
  if (first == active.end()) return;
  int silent = 0;
  int active_frames = 0, short_gaps = 0;
  double total = 0;
  for (auto frame = first; frame != active.end(); ++frame) {
    if (!*frame) {
      ++silent;
      continue;
    }
    ++active_frames;
    if (silent >= kPauseFrames) {
      ++out.pauses;
      total += silent * kVoiceFrameMs;
      out.longest_pause_ms = std::max<double>(out.longest_pause_ms, silent * kVoiceFrameMs);
    } else {
      short_gaps += silent;
    }
    silent = 0;
  }
  if (out.pauses > 0) out.mean_pause_ms = total / out.pauses;
  const double speaking = (active_frames + short_gaps) * kVoiceFrameMs / 1000.0;
  if (out.syllables >= 2 && speaking >= 0.3) out.syllables_per_second = out.syllables / speaking;
}

}  // namespace

double HzToSemitones(double hz) { return 12 * std::log2(hz); }

std::vector<float> SmoothedLevels(std::span<const VoiceFrame> frames) {
  constexpr std::ptrdiff_t kReach = 2;
  std::vector<double> power(frames.size());
  std::ranges::transform(frames, power.begin(),
                         [](const VoiceFrame& frame) { return Power(frame.level_dbfs); });
  std::vector<float> levels(frames.size());
  const auto n = static_cast<std::ptrdiff_t>(frames.size());
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    const auto from = std::max<std::ptrdiff_t>(0, i - kReach);
    const auto to = std::min<std::ptrdiff_t>(n, i + kReach + 1);
    double sum = 0;
    for (auto j = from; j < to; ++j) sum += power[static_cast<size_t>(j)];
    levels[static_cast<size_t>(i)] =
        static_cast<float>(MeanPowerDb(sum, static_cast<size_t>(to - from)));
  }
  return levels;
}

std::vector<bool> ActiveFrames(std::span<const VoiceFrame> frames) {
  std::vector<bool> active(frames.size(), false);
  if (frames.empty()) return active;
  std::vector<float> levels(frames.size());
  std::ranges::transform(frames, levels.begin(), &VoiceFrame::level_dbfs);
  const double loud = Percentile(levels, 0.95);
  const double noise = Percentile(levels, 0.05);
  // Speech without a pause has no noise frames: then its own quiet parts are not cut off.
  const double floor = std::max(loud - kActiveBelowLoudDb,
                                std::min(noise + kAboveNoiseDb, loud - kAboveNoiseDb));
  for (size_t i = 0; i < frames.size(); ++i) {
    active[i] = frames[i].level_dbfs > floor && frames[i].level_dbfs > -75;
  }
  return active;
}

VoiceMeasures MeasureVoice(std::span<const VoiceFrame> frames, std::span<const PitchPoint> pitch,
                           std::string_view words) {
  VoiceMeasures out;
  if (frames.empty()) return out;
  const std::vector<bool> active = ActiveFrames(frames);
  std::vector<float> levels;
  double power = 0, low = 0;
  size_t voiced = 0;
  for (size_t i = 0; i < frames.size(); ++i) {
    if (!active[i]) continue;
    levels.push_back(frames[i].level_dbfs);
    power += Power(frames[i].level_dbfs);
    low += Power(frames[i].low_dbfs);
    voiced += pitch[i].f0_hz > 0;
  }
  std::vector<float> all(frames.size());
  std::ranges::transform(frames, all.begin(), &VoiceFrame::level_dbfs);
  out.noise_dbfs = Percentile(all, 0.05);
  if (levels.empty()) return out;
  out.active_seconds = static_cast<double>(levels.size()) * kVoiceFrameMs / 1000;
  out.voiced_ratio = static_cast<double>(voiced) / static_cast<double>(levels.size());
  out.level_dbfs = MeanPowerDb(power, levels.size());
  out.level_range_db = Percentile(levels, 0.9) - Percentile(levels, 0.1);
  out.alpha_ratio_db = 10 * std::log10(std::max(low, 1e-12) / std::max(power - low, 1e-12));
  MeasurePitch(pitch, out);
  out.syllables = CountSyllables(words);
  out.syllables_heard = out.syllables == 0;
  if (out.syllables_heard) out.syllables = HearSyllables(frames, pitch);
  MeasurePauses(active, out);
  return out;
}

}  // namespace vivavoce::hearing
