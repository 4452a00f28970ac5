#include "speaking/curve_shaping.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace vivavoce::speaking {
namespace {

constexpr float kVoicedHz = 10;
constexpr float kLowestHz = 50, kHighestHz = 620;
constexpr double kCurveHz = 80;
constexpr double kTrembleHz = 6.2;  // vocal tremor is 4 to 8 Hz (Titze 1994)
constexpr float kTrembleSt = 0.9f, kTrembleDb = 2.2f;
constexpr int kSmoothing = 2;  // values to each side: 62 ms
// The model's energy moves level by 1.8 dB a unit (measured: -3 gives -5.5 dB, +3 gives +3.5 dB) and
// the sound of effort with it; half of a change comes from there, half is gain.
constexpr float kEnergyPerDb = 0.3f;
constexpr float kMostEnergy = 3;
// Below it the model makes less than -70 dB of sound (measured with eight voices).
constexpr float kSilentEnergy = -4.5f;

// The middle of the voiced values of speech, geometric; 0 when nothing is voiced.
float MiddleF0(std::span<const float> f0, std::span<const PhonemeTarget* const> target_of) {
  std::vector<float> voiced;
  for (size_t i = 0; i < f0.size(); ++i) {
    if (f0[i] > kVoicedHz && target_of[i]->frames == 0) voiced.push_back(f0[i]);
  }
  if (voiced.empty()) return 0;
  const auto middle = voiced.begin() + static_cast<ptrdiff_t>(voiced.size() / 2);
  std::ranges::nth_element(voiced, middle);
  return *middle;
}

// A running mean.
std::vector<float> Smoothed(const std::vector<float>& values) {
  std::vector<float> smooth(values.size());
  const auto size = static_cast<int>(values.size());
  for (int i = 0; i < size; ++i) {
    const int from = std::max(0, i - kSmoothing), to = std::min(size - 1, i + kSmoothing);
    float sum = 0;
    for (int j = from; j <= to; ++j) sum += values[static_cast<size_t>(j)];
    smooth[static_cast<size_t>(i)] = sum / static_cast<float>(to - from + 1);
  }
  return smooth;
}

float Between(float from, float to, float x) { return from + (to - from) * x; }

// The voiced values of each stretch that must rise: from below the middle to where it must end.
// The model lets the last vowel of a stretch creak or die away, so its phonemes do not tell where
// that is.
void LiftRises(ProsodyCurves& curves, std::span<const PhonemeTarget* const> target_of) {
  constexpr float kFromSt = 0, kMostSt = 5;  // semitones from the middle; of the rise
  constexpr float kDyingAway = 0.4f, kSounding = -1;  // of the middle F0; energy
  // A voice that falls grows weak, and a weak one creaks at any F0.
  constexpr float kFallen = 0.8f, kEnergy = 6.5f;
  const auto rises = [](const PhonemeTarget* target) { return target->rise_to_st > 0; };
  if (std::ranges::none_of(target_of, rises)) return;
  std::vector<float>& f0 = curves.f0;
  const float middle = MiddleF0(f0, target_of);
  const auto creaks = [&](size_t i) {
    return target_of[i]->voiced && curves.energy[i] > kSounding && f0[i] <= middle * kDyingAway;
  };
  for (auto at = std::ranges::find_if(target_of, rises); at != target_of.end();
       at = std::find_if(at, target_of.end(), rises)) {
    const auto end = std::find_if_not(at, target_of.end(), rises);
    auto first = static_cast<size_t>(at - target_of.begin());
    auto last = static_cast<size_t>(end - target_of.begin());
    while (first < last && f0[first] <= kVoicedHz && !creaks(first)) ++first;
    while (last > first && f0[last - 1] <= middle * kDyingAway && !creaks(last - 1)) --last;
    for (size_t i = first; i < last; ++i) {
      if ((f0[i] <= kVoicedHz && !creaks(i)) || target_of[i]->frames > 0) continue;
      const float x = static_cast<float>(i + 1 - first) / static_cast<float>(last - first);
      const float to_st = target_of[i]->rise_to_st;
      const float least_st = Between(std::min(kFromSt, to_st - kMostSt), to_st, x);
      const float least = std::min(middle * std::exp2(least_st / 12), kHighestHz);
      if (f0[i] < least * kFallen) curves.energy[i] = std::max(curves.energy[i], kEnergy);
      f0[i] = std::max(f0[i], least);
    }
    at = end;
  }
}

}  // namespace

std::vector<int64_t> PlannedFrames(std::span<const float> durations,
                                   std::span<const PhonemeTarget> targets, float speed) {
  std::vector<int64_t> frames;
  frames.reserve(durations.size());
  float carried = 0;
  for (size_t i = 0; i < durations.size(); ++i) {
    const PhonemeTarget& target = targets[i];
    if (target.frames > 0) {
      frames.push_back(target.frames);
      continue;
    }
    const float wanted = durations[i] / speed;
    if (target.duration == 1) {  // as the model would have it
      frames.push_back(std::max<int64_t>(1, std::llrint(wanted)));
      continue;
    }
    const float exact = wanted * target.duration + carried;
    const int64_t whole = std::max<int64_t>(1, std::llrint(exact));
    carried = std::clamp(exact - static_cast<float>(whole), -1.0f, 1.0f);
    frames.push_back(whole);
  }
  return frames;
}

ShapedCurves ShapeCurves(const ProsodyCurves& curves, std::span<const int64_t> frames,
                         std::span<const PhonemeTarget> targets) {
  const size_t size = curves.f0.size();
  std::vector<const PhonemeTarget*> target_of(size, &targets.back());
  std::vector<float> place(size);  // within its token, [0, 1)
  size_t at = 0;
  for (size_t t = 0; t < frames.size(); ++t) {
    const auto count = static_cast<size_t>(2 * frames[t]);
    for (size_t k = 0; k < count && at < size; ++k, ++at) {
      target_of[at] = &targets[t];
      place[at] = (static_cast<float>(k) + 0.5f) / static_cast<float>(count);
    }
  }
  std::vector<float> st(size), db(size), range(size);
  for (size_t i = 0; i < size; ++i) {
    const PhonemeTarget& target = *target_of[i];
    st[i] = Between(target.pitch_st, target.pitch_end_st, place[i]);
    db[i] = Between(target.energy_db, target.energy_end_db, place[i]);
    range[i] = target.range;
  }
  st = Smoothed(st);
  db = Smoothed(db);
  range = Smoothed(range);

  const float middle = MiddleF0(curves.f0, target_of);
  ShapedCurves shaped{curves, std::vector<float>(size, 0.0f), std::vector<float>(size, 0.0f), {}};
  for (size_t i = 0; i < size; ++i) {
    const PhonemeTarget& target = *target_of[i];
    float& f0 = shaped.curves.f0[i];
    float& energy = shaped.curves.energy[i];
    if (target.frames > 0) {
      const bool voiced = target.f0_from > 0 && middle > 0;
      f0 = voiced ? std::clamp(middle * Between(target.f0_from, target.f0_to, place[i]), kLowestHz,
                               kHighestHz)
                  : 0;
      energy = Between(target.n_from, target.n_to, place[i]);
      shaped.whisper[i] = target.whisper;
      continue;
    }
    const auto time = static_cast<double>(i) / kCurveHz;
    const auto wave = static_cast<float>(std::sin(2 * std::numbers::pi * kTrembleHz * time));
    if (f0 > kVoicedHz && middle > 0) {
      float semitones = st[i];
      if (range[i] != 1) semitones += (range[i] - 1) * 12 * std::log2(f0 / middle);
      semitones += target.tremble * kTrembleSt * wave;
      if (semitones != 0) {
        f0 = std::clamp(f0 * std::exp2(semitones / 12), kLowestHz, kHighestHz);
      }
    }
    const float change = db[i] + target.tremble * kTrembleDb * wave;
    if (change != 0) {
      const float by_energy = std::clamp(change * kEnergyPerDb, -kMostEnergy, kMostEnergy);
      energy += by_energy;
      shaped.gain_db[i] = change / 2;
    }
    if (target.whisper > 0.5f) shaped.whisper[i] = target.whisper;
  }
  LiftRises(shaped.curves, target_of);
  shaped.gain_db = Smoothed(shaped.gain_db);
  shaped.whisper = Smoothed(shaped.whisper);
  shaped.silent.resize(size);
  for (size_t i = 0; i < size; ++i) {
    // A breath may be as weak, and is made louder afterwards.
    shaped.silent[i] = shaped.curves.energy[i] < kSilentEnergy &&
                       shaped.curves.f0[i] < kLowestHz && target_of[i]->frames == 0;
  }
  return shaped;
}

void ApplyGainCurve(std::span<float> samples, std::span<const float> gain_db) {
  constexpr size_t kStep = HarmonicSource::kSamplesPerF0;
  if (std::ranges::all_of(gain_db, [](float db) { return db == 0; })) return;
  std::vector<float> gain(gain_db.size());
  std::ranges::transform(gain_db, gain.begin(), [](float db) { return std::pow(10.0f, db / 20); });
  for (size_t i = 0; i < samples.size() && i / kStep < gain.size(); ++i) {
    const size_t k = i / kStep;
    const float next = k + 1 < gain.size() ? gain[k + 1] : gain[k];
    samples[i] *= Between(gain[k], next, static_cast<float>(i % kStep) / kStep);
  }
}

}  // namespace vivavoce::speaking
