#include "hearing/speaker_ear.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace vivavoce::hearing {
namespace {

constexpr double kEnoughVoicedSeconds = 0.12;
// Harmonics to noise: with less the noise is judged as well.
constexpr double kMinClearnessDb = 3;
constexpr int64_t kPatchFrames = VoiceGenderScorer::kFrames;
constexpr int64_t kPatchHop = kPatchFrames / 2;
constexpr std::ptrdiff_t kMinVoicedInPatch = 10;
constexpr size_t kMaxFormantFrames = 200;
// Formants are measured up to 5.5 kHz: a telephone or a codec that ends at 4 kHz has no fourth one
// to find. Bands 20 and above begin at 4.7 kHz; voices keep more than this share of their power
// there.
constexpr size_t kUpperBand = 20;
constexpr double kMinUpperShare = 1e-5;

bool Voiced(const PitchPoint& point) { return point.f0_hz > 0; }

std::vector<BandCorrelation> VoicedFrames(std::span<const VoiceSpectrum> spectra,
                                          std::span<const PitchPoint> pitch) {
  std::vector<size_t> voiced;
  for (size_t i = 0; i < spectra.size(); ++i) {
    if (Voiced(pitch[i])) voiced.push_back(i);
  }
  std::vector<BandCorrelation> frames;
  const size_t count = std::min(voiced.size(), kMaxFormantFrames);
  for (size_t i = 0; i < count; ++i) {
    frames.push_back(spectra[voiced[i * voiced.size() / count]].correlation);
  }
  return frames;
}

bool IsWideBand(std::span<const VoiceSpectrum> spectra) {
  double upper = 0, all = 0;
  for (const VoiceSpectrum& spectrum : spectra) {
    for (size_t mel = 0; mel < VoiceSpectrum::kMels; ++mel) {
      const double power = std::exp(spectrum.log_mel[mel]);
      all += power;
      if (mel >= kUpperBand) upper += power;
    }
  }
  return upper > kMinUpperShare * all;
}

}  // namespace

void SpeakerEar::Push(std::span<const float> samples) {
  spectra_.Push(samples);
  if (!scorer_) return;
  for (; next_patch_ + kPatchFrames <= spectra_.end(); next_patch_ += kPatchHop) {
    int64_t first = 0;
    ScorePatch(next_patch_, spectra_.Read(next_patch_, next_patch_ + kPatchFrames, first));
  }
  while (!patches_.empty() && patches_.front().frame < spectra_.begin()) patches_.pop_front();
}

void SpeakerEar::SkipTo(int64_t sample) {
  spectra_ = VoiceSpectra(sample);
  patches_.clear();
  next_patch_ = spectra_.begin();
}

void SpeakerEar::ScorePatch(int64_t first_frame, std::span<const VoiceSpectrum> spectra) {
  if (spectra.empty()) return;
  std::vector<float> patch;
  for (const VoiceSpectrum& spectrum : spectra) {
    patch.insert(patch.end(), spectrum.log_mel.begin(), spectrum.log_mel.end());
  }
  // A shorter stretch is followed by silence.
  patch.resize(VoiceGenderScorer::kFrames * VoiceSpectrum::kMels, *std::ranges::min_element(patch));
  if (const auto score = scorer_->Score(patch)) patches_.push_back({first_frame, *score});
}

std::optional<double> SpeakerEar::WomanLogOdds(int64_t first_frame,
                                               std::span<const PitchPoint> pitch) {
  const int64_t end = first_frame + static_cast<int64_t>(pitch.size());
  if (patches_.empty() || patches_.back().frame + kPatchFrames <= first_frame) {
    int64_t first = 0;  // it was over before a patch was full
    const auto spectra = spectra_.Read(std::max(first_frame, next_patch_), end, first);
    ScorePatch(first, spectra);
  }
  std::vector<float> scores;
  for (const Patch& patch : patches_) {
    const int64_t from = std::clamp(patch.frame, first_frame, end);
    const int64_t to = std::clamp(patch.frame + kPatchFrames, first_frame, end);
    const auto frames =
        pitch.subspan(static_cast<size_t>(from - first_frame), static_cast<size_t>(to - from));
    if (std::ranges::count_if(frames, Voiced) >= kMinVoicedInPatch)
      scores.push_back(patch.log_odds);
  }
  if (scores.empty()) return std::nullopt;
  const auto middle = scores.begin() + static_cast<std::ptrdiff_t>(scores.size() / 2);
  std::ranges::nth_element(scores, middle);
  return *middle;
}

SpeakerEvidence SpeakerEar::Evidence(int64_t first_frame, std::span<const PitchPoint> pitch,
                                     const VoiceMeasures& measures) {
  SpeakerEvidence evidence;
  int64_t known = first_frame;
  const auto spectra =
      spectra_.Read(first_frame, first_frame + static_cast<int64_t>(pitch.size()), known);
  pitch = pitch.subspan(std::min(pitch.size(), static_cast<size_t>(known - first_frame)));
  if (spectra.empty() || pitch.empty()) return evidence;
  if (measures.active_seconds * measures.voiced_ratio < kEnoughVoicedSeconds) return evidence;
  if (measures.hnr_db.value_or(0) < kMinClearnessDb) return evidence;
  evidence.f0_hz = measures.f0_hz;
  if (!measures.syllables_heard) evidence.syllables_per_second = measures.syllables_per_second;
  if (scorer_) evidence.woman_log_odds = WomanLogOdds(known, pitch);
  if (IsWideBand(spectra)) evidence.tract_scale = TractScale(VoicedFrames(spectra, pitch));
  return evidence;
}

SpeakerTraits SpeakerEar::Judge(int64_t first_frame, std::span<const PitchPoint> pitch,
                                const VoiceMeasures& measures) {
  return JudgeSpeaker(Evidence(first_frame, pitch, measures));
}

}  // namespace vivavoce::hearing
