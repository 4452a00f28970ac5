#include "audio/echo_detector.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "audio/hann_window.h"

namespace vivavoce::audio {
namespace {

constexpr int kRateHz = 16000;
constexpr float kLowestHz = 200, kHighestHz = 4000;  // what small loudspeakers play
constexpr float kFloor = 1e-6f;  // power of a band: about the noise of a quiet room
constexpr float kForget = 0.15f;  // of the mean of a band's level, a frame
constexpr float kMostChangeDb = 15;
// Of the lowest level of a band, a frame; noise varies by so much above that and says nothing.
constexpr float kFloorRisesDb = 0.02f;
constexpr float kNoiseDb = 10;
constexpr float kLoudDb = -52;  // of full scale: a frame that can be heard

// Echoes through made-up rooms reach 0.6 in 98 of 100 frames, other speech in 1 of 100, two voices at
// once in 4 of 100.
constexpr float kFoundLikeness = 0.65f;
constexpr float kFoundQuicklyLikeness = 0.8f;
constexpr int kFoundFrames = 3;
constexpr float kEchoLikeness = 0.6f;
constexpr float kStillEchoLikeness = 0.5f;
constexpr int kMostUnlikeFrames = 125;  // 2 s
constexpr float kUnlike = 0.55f;

bool IsLoud(std::span<const float> frame) {
  float power = 0;
  for (const float sample : frame) power += sample * sample;
  return power > static_cast<float>(frame.size()) * std::pow(10.0f, kLoudDb / 10);
}

size_t Apart(size_t a, size_t b) { return a > b ? a - b : b - a; }

}  // namespace

EchoDetector::EchoDetector()
    : fft_(2 * kFrameSamples),
      window_(HannWindow(2 * kFrameSamples)),
      sound_(2 * kFrameSamples),
      windowed_(2 * kFrameSamples),
      spectrum_(2 * kFrameSamples) {
  const auto length = static_cast<float>(window_.size());
  size_t least = 0;
  for (size_t b = 0; b <= kBands; ++b) {
    const float share = static_cast<float>(b) / kBands;
    const float hz = kLowestHz * std::pow(kHighestHz / kLowestHz, share);
    edges_[b] = std::max(least, static_cast<size_t>(hz / kRateHz * length));
    least = edges_[b] + 1;
  }
}

void EchoDetector::Restart() {
  count_ = 0;
  candidate_frames_ = 0;
  is_echo_ = false;
  std::ranges::fill(sound_, 0.0f);
}

void EchoDetector::Add(std::span<const float> played, std::span<const float> heard) {
  std::copy(sound_.begin() + kFrameSamples, sound_.end(), sound_.begin());
  for (size_t i = 0; i < kFrameSamples; ++i) sound_[kFrameSamples + i] = {played[i], heard[i]};
  for (size_t i = 0; i < sound_.size(); ++i) windowed_[i] = sound_[i] * window_[i];
  fft_.Forward(windowed_, spectrum_);
  // Two real signals in one transform: the even part is the spectrum of the first.
  Levels of_played, of_heard;
  for (size_t b = 0; b < kBands; ++b) {
    float first = 0, second = 0;
    for (size_t k = edges_[b]; k < edges_[b + 1]; ++k) {
      const std::complex<float> mirrored = std::conj(spectrum_[spectrum_.size() - k]);
      first += std::norm(spectrum_[k] + mirrored) / 4;
      second += std::norm(spectrum_[k] - mirrored) / 4;
    }
    const auto bins = static_cast<float>(edges_[b + 1] - edges_[b]);
    of_played[b] = 10 * std::log10(first / bins + kFloor);
    of_heard[b] = 10 * std::log10(second / bins + kFloor);
  }
  AddLevels(played_, of_played);
  AddLevels(heard_, of_heard);
  played_.loud[count_ % kKeptFrames] = IsLoud(played);
  heard_.loud[count_ % kKeptFrames] = IsLoud(heard);
  ++count_;
  Search();
  const bool was_echo = std::exchange(is_echo_, false);
  if (!delay_) return;
  const size_t least = *delay_ > 0 ? *delay_ - 1 : 0;
  if (!PlayedLoud(least, kJudgeFrames)) return;
  float likeness = -1;
  for (size_t d = least; d <= *delay_ + 1; ++d) {
    likeness = std::max(likeness, Likeness(d, kJudgeFrames));
  }
  is_echo_ = likeness >= (was_echo ? kStillEchoLikeness : kEchoLikeness);
  Doubt();
}

// A delay that was found by chance, or headphones were put on: then nothing is like it any more.
void EchoDetector::Doubt() {
  if (is_echo_) unlike_frames_ = 0;
  if (!heard_.loud[(count_ - 1) % kKeptFrames] || ++unlike_frames_ < kMostUnlikeFrames) return;
  delay_.reset();
  unlike_frames_ = candidate_frames_ = 0;
  clear_frames_ = kClearFrames;
}

void EchoDetector::AddLevels(Side& side, const Levels& levels) {
  if (count_ == 0) side.mean = side.floor = levels;
  Levels& changes = side.changes[count_ % kKeptFrames];
  for (size_t b = 0; b < kBands; ++b) {
    side.floor[b] = std::min(side.floor[b] + kFloorRisesDb, levels[b]);
    const float noise = side.floor[b] + kNoiseDb;
    const float level = std::max(levels[b], noise);
    side.clear[count_ % kKeptFrames][b] = levels[b] > noise;
    changes[b] = std::clamp(level - side.mean[b], -kMostChangeDb, kMostChangeDb);
    side.mean[b] += (level - side.mean[b]) * kForget;
  }
}

float EchoDetector::Likeness(size_t delay, size_t frames) const {
  if (count_ < frames + delay) return -1;
  float both = 0, of_played = 0, of_heard = 0;
  size_t num_clear = 0;
  for (size_t back = 1; back <= frames; ++back) {
    const Levels& heard = heard_.changes[(count_ - back) % kKeptFrames];
    const Levels& played = played_.changes[(count_ - back - delay) % kKeptFrames];
    const auto& clear = heard_.clear[(count_ - back) % kKeptFrames];
    for (size_t b = 0; b < kBands; ++b) {
      if (!clear[b]) continue;
      ++num_clear;
      both += heard[b] * played[b];
      of_played += played[b] * played[b];
      of_heard += heard[b] * heard[b];
    }
  }
  if (num_clear < frames) return -1;
  return both / std::sqrt(of_played * of_heard + 1);
}

bool EchoDetector::PlayedLoud(size_t first_delay, size_t frames) const {
  for (size_t back = 1 + first_delay; back <= first_delay + frames && back <= count_; ++back) {
    if (played_.loud[(count_ - back) % kKeptFrames]) return true;
  }
  return false;
}

EchoDetector::Match EchoDetector::Best(size_t frames) const {
  Match best;
  for (size_t delay = 0; delay < kMaxDelayFrames; ++delay) {
    const float likeness = Likeness(delay, frames);
    if (likeness > best.likeness) best = {delay, likeness};
  }
  return best;
}

void EchoDetector::Search() {
  if (!PlayedLoud(0, kMaxDelayFrames)) return;
  Match match = Best(kSearchFrames);
  bool found = match.likeness >= kFoundLikeness;
  if (!found && !delay_) {
    match = Best(kQuickFrames);
    found = match.likeness >= kFoundQuicklyLikeness;
    if (match.likeness < kUnlike) ++clear_frames_;
  }
  if (!found) {
    candidate_frames_ = 0;
    return;
  }
  candidate_frames_ = Apart(match.delay, candidate_) <= 1 ? candidate_frames_ + 1 : 1;
  candidate_ = match.delay;
  if (candidate_frames_ < kFoundFrames) return;
  if (!delay_ || Apart(*delay_, match.delay) > 1) delay_ = match.delay;
}

}  // namespace vivavoce::audio
