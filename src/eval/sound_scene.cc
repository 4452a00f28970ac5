#include "eval/sound_scene.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "audio/loudness.h"

namespace vivavoce::eval {
namespace {

constexpr size_t kFrame = kSceneRateHz / 100;
constexpr float kVoicedBelowLoudDb = 30;
constexpr float kVoicedAboveQuietDb = 6;
constexpr float kSpeechDbfs = -26;
constexpr float kGapBelowLoudDb = 12;
constexpr float kRoomFloorDbfs = -68;
constexpr float kRoomCeilingDbfs = -45;

struct FrameLevels {
  std::vector<float> dbfs;
  float loud = 0;
  float quiet = 0;
  bool Voiced(size_t i) const {
    return dbfs[i] >= loud - kVoicedBelowLoudDb && dbfs[i] >= quiet + kVoicedAboveQuietDb;
  }
};

FrameLevels LevelsOf(std::span<const float> clip) {
  FrameLevels levels;
  for (size_t at = 0; at + kFrame <= clip.size(); at += kFrame) {
    levels.dbfs.push_back(audio::RmsDbfs(clip.subspan(at, kFrame)));
  }
  if (levels.dbfs.empty()) return levels;
  std::vector<float> sorted = levels.dbfs;
  std::ranges::sort(sorted);
  levels.loud = sorted[(sorted.size() - 1) * 95 / 100];
  levels.quiet = sorted[(sorted.size() - 1) * 5 / 100];
  return levels;
}

float Rms(std::span<const float> sound) {
  double sum = 0;
  for (const float sample : sound) sum += static_cast<double>(sample) * sample;
  return sound.empty() ? 0 : static_cast<float>(std::sqrt(sum / static_cast<double>(sound.size())));
}

float Gain(float db) { return std::pow(10.0f, db / 20); }

void ToUnitRms(std::vector<float>& sound) {
  const float rms = Rms(sound);
  if (rms <= 0) return;
  for (float& sample : sound) sample /= rms;
}

}  // namespace

SoundSpan VoicedSpan(std::span<const float> clip) {
  const FrameLevels levels = LevelsOf(clip);
  SoundSpan span{-1, 0};
  for (size_t i = 0; i < levels.dbfs.size(); ++i) {
    if (!levels.Voiced(i)) continue;
    if (span.begin < 0) span.begin = static_cast<int64_t>(i * kFrame);
    span.end = static_cast<int64_t>((i + 1) * kFrame);
  }
  if (span.begin < 0) return {0, static_cast<int64_t>(clip.size())};
  return span;
}

float VoicedDbfs(std::span<const float> clip) {
  const FrameLevels levels = LevelsOf(clip);
  double power = 0;
  int frames = 0;
  for (size_t i = 0; i < levels.dbfs.size(); ++i) {
    if (!levels.Voiced(i)) continue;
    power += std::pow(10.0, levels.dbfs[i] / 10);
    ++frames;
  }
  if (frames == 0) return audio::RmsDbfs(clip);
  return static_cast<float>(10 * std::log10(power / frames));
}

std::vector<float> AtSpeechLevel(std::vector<float> clip) {
  const float wanted = kSpeechDbfs - VoicedDbfs(clip);
  Scale(clip, std::min(wanted, -audio::PeakDbfs(clip)));
  return clip;
}

int64_t GapNear(std::span<const float> clip, int64_t place) {
  constexpr int64_t kReach = kSceneRateHz * 80 / 1000;
  constexpr auto kHop = static_cast<int64_t>(kFrame / 2);
  const FrameLevels levels = LevelsOf(clip);
  int64_t best = -1;
  float lowest = levels.loud - kGapBelowLoudDb;
  for (int64_t at = place - kReach; at <= place + kReach; at += kHop) {
    const int64_t begin = at - static_cast<int64_t>(kFrame);
    if (begin < 0 || begin + 2 * static_cast<int64_t>(kFrame) > std::ssize(clip)) continue;
    const float level = audio::RmsDbfs(clip.subspan(static_cast<size_t>(begin), 2 * kFrame));
    if (level >= lowest) continue;
    lowest = level;
    best = at;
  }
  return best;
}

std::vector<float> RoomTone(std::span<const float> clip, size_t length, std::mt19937& random) {
  constexpr size_t kQuiet = 10 * kFrame;
  constexpr size_t kPiece = 4 * kFrame;
  std::span<const float> quiet;
  float lowest = 0;
  for (size_t at = 0; at + kQuiet <= clip.size(); at += kFrame) {
    const auto stretch = clip.subspan(at, kQuiet);
    const float level = audio::RmsDbfs(stretch);
    if (!quiet.empty() && level >= lowest) continue;
    quiet = stretch;
    lowest = level;
  }
  std::vector<float> tone(length + kPiece);
  if (quiet.empty() || lowest < kRoomFloorDbfs) {
    std::normal_distribution<float> noise(0, Gain(kRoomFloorDbfs));
    for (float& sample : tone) sample = noise(random);
    tone.resize(length);
    return tone;
  }
  const float gain = Gain(std::min(0.0f, kRoomCeilingDbfs - lowest));
  std::uniform_int_distribution<size_t> pick(0, kQuiet - kPiece);
  // Sine windows at half their length: the powers of two pieces add up to one.
  for (size_t at = 0; at < length; at += kPiece / 2) {
    const size_t from = pick(random);
    for (size_t i = 0; i < kPiece && at + i < tone.size(); ++i) {
      const float phase = (static_cast<float>(i) + 0.5f) / static_cast<float>(kPiece);
      tone[at + i] += gain * quiet[from + i] * std::sin(phase * std::numbers::pi_v<float>);
    }
  }
  tone.resize(length);
  return tone;
}

std::vector<float> MakeNoise(NoiseKind kind, size_t length, std::mt19937& random) {
  std::normal_distribution<float> white;
  std::vector<float> noise(length);
  float low = 0;
  float b0 = 0, b1 = 0, b2 = 0;
  // One pole at 40 Hz.
  const float pole = std::exp(-2 * std::numbers::pi_v<float> * 40 / kSceneRateHz);
  for (float& sample : noise) {
    const float w = white(random);
    switch (kind) {
      case NoiseKind::kWhite:
        sample = w;
        break;
      case NoiseKind::kPink:
        // Paul Kellet's economy filter (musicdsp.org): a sum of low-passes, within 0.5 dB.
        b0 = 0.99765f * b0 + w * 0.0990460f;
        b1 = 0.96300f * b1 + w * 0.2965164f;
        b2 = 0.57000f * b2 + w * 1.0526913f;
        sample = b0 + b1 + b2 + w * 0.1848f;
        break;
      case NoiseKind::kCar:
        low = pole * low + w;
        sample = low;
        break;
    }
  }
  ToUnitRms(noise);
  return noise;
}

std::vector<float> MakeCough(std::mt19937& random) {
  std::uniform_int_distribution<int> bursts(2, 3);
  std::uniform_real_distribution<float> seconds(0.08f, 0.2f);
  std::uniform_real_distribution<float> gap(0.06f, 0.18f);
  std::normal_distribution<float> white;
  std::vector<float> cough;
  const int count = bursts(random);
  for (int burst = 0; burst < count; ++burst) {
    const auto length = static_cast<size_t>(seconds(random) * kSceneRateHz);
    float low = 0;
    for (size_t i = 0; i < length; ++i) {
      const float t = static_cast<float>(i) / kSceneRateHz;
      const float through = static_cast<float>(i) / static_cast<float>(length);
      // Breathy noise around 1 kHz, the glottis weakly behind it.
      low = 0.7f * low + white(random);
      const float tone = std::sin(2 * std::numbers::pi_v<float> * 140 * t);
      cough.push_back((low + 0.5f * tone) * std::exp(-3 * through) * std::min(1.0f, t * 200));
    }
    cough.resize(cough.size() + static_cast<size_t>(gap(random) * kSceneRateHz));
  }
  ToUnitRms(cough);
  return cough;
}

std::vector<float> MakeKnocks(std::mt19937& random) {
  std::uniform_int_distribution<int> knocks(3, 7);
  std::uniform_real_distribution<float> gap(0.07f, 0.25f);
  std::uniform_real_distribution<float> ring_hz(150, 2500);
  std::normal_distribution<float> white;
  std::vector<float> sound;
  const int count = knocks(random);
  for (int knock = 0; knock < count; ++knock) {
    const float hz = ring_hz(random);
    const auto length = static_cast<size_t>(gap(random) * kSceneRateHz);
    for (size_t i = 0; i < length; ++i) {
      const float t = static_cast<float>(i) / kSceneRateHz;
      const float ring = std::sin(2 * std::numbers::pi_v<float> * hz * t);
      sound.push_back((ring + 0.5f * white(random)) * std::exp(-t / 0.012f));
    }
  }
  ToUnitRms(sound);
  return sound;
}

void Scale(std::vector<float>& sound, float db) {
  const float gain = Gain(db);
  for (float& sample : sound) sample *= gain;
}

void MixInto(std::vector<float>& sound, std::span<const float> other, size_t at) {
  for (size_t i = 0; i < other.size() && at + i < sound.size(); ++i) sound[at + i] += other[i];
}

}  // namespace vivavoce::eval
