#include "hearing/vocal_events.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "hearing/syllables.h"
#include "hearing/voice_bursts.h"
#include "hearing/voice_measures.h"
#include "text/normal_form.h"

namespace vivavoce::hearing {
namespace {

constexpr std::array<std::string_view, kNumVocalEventKinds> kNames = {"laugh", "sigh", "breath",
                                                                      "cough", "hesitation"};

bool ContainsAny(std::string_view text, std::span<const std::string_view> needles) {
  return std::ranges::any_of(needles, [&](std::string_view needle) {
    return text.find(needle) != std::string_view::npos;
  });
}

bool LaughterIsWritten(std::string_view normal) {
  static constexpr std::string_view kWritten[] = {"哈哈", "呵呵", "嘿嘿",   "嘻嘻",
                                                  "haha", "hehe", "laughs", "laughter"};
  return ContainsAny(normal, kWritten);
}

// A voice that says next to nothing but "um".
bool HesitationIsWritten(std::string_view normal) {
  static constexpr std::string_view kWhole[] = {"um",  "uh",  "hmm", "hm",  "mm",   "mmm", "er",
                                                "erm", "umm", "uhh", "嗯",  "呃",   "嗯嗯", "额",
                                                "唔",  "那个", "嗯那个", "呃那个"};
  return std::ranges::find(kWhole, normal) != std::end(kWhole);
}

VocalEvent Event(VocalEventKind kind, size_t from, size_t to, float confidence) {
  return {kind, static_cast<int64_t>(from) * kVoiceFrameMs, static_cast<int64_t>(to) * kVoiceFrameMs,
          confidence};
}

// The thresholds separate 14 acted laughs from some 750 spoken clips (docs/hearing.md).
struct LaughRule {
  size_t min_bursts = 6;
  double max_interval_spread = 0.27;  // standard deviation of the intervals over their mean
  double min_rate_hz = 6;
  double max_timbre_spread_db = 4;  // of the share above 3.5 kHz: the same vowel again and again
  double min_dip_db = 19;           // to the breath between two bursts
  double min_falling = 0.75;        // share of bursts not much louder than the one before
  double min_pitched = 0.5;
};

std::optional<VocalEvent> LaughIn(std::span<const VoiceBurst> bursts,
                                  std::span<const VoiceFrame> frames,
                                  std::span<const PitchPoint> pitch) {
  const LaughRule rule;
  constexpr double kMaxIntervalMs = 260, kMinIntervalMs = 80;
  constexpr double kLouderDb = 1.5;
  std::optional<VocalEvent> best;
  for (size_t first = 0; first + rule.min_bursts <= bursts.size(); ++first) {
    double sum = 0, squares = 0, timbre = 0, timbre_squares = 0, dips = 0;
    double falling = 0, pitched = 0;
    for (size_t last = first; last < bursts.size(); ++last) {
      const VoiceBurst& burst = bursts[last];
      const double hiss = frames[burst.peak].high_dbfs - frames[burst.peak].level_dbfs;
      timbre += hiss;
      timbre_squares += hiss * hiss;
      pitched += pitch[burst.peak].f0_hz > 0;
      if (last == first) continue;
      const double interval =
          static_cast<double>((burst.peak - bursts[last - 1].peak) * kVoiceFrameMs);
      if (interval < kMinIntervalMs || interval > kMaxIntervalMs) break;
      sum += interval;
      squares += interval * interval;
      dips += burst.dip_db;
      falling += burst.level_db - bursts[last - 1].level_db < kLouderDb;
      const double n = static_cast<double>(last - first);
      if (n + 1 < static_cast<double>(rule.min_bursts)) continue;
      const double mean = sum / n;
      const double spread = std::sqrt(std::max(0.0, squares / n - mean * mean)) / mean;
      const double hiss_mean = timbre / (n + 1);
      const double hiss_spread =
          std::sqrt(std::max(0.0, timbre_squares / (n + 1) - hiss_mean * hiss_mean));
      if (1000 / mean < rule.min_rate_hz || spread > rule.max_interval_spread ||
          hiss_spread > rule.max_timbre_spread_db || dips / n < rule.min_dip_db ||
          falling / n < rule.min_falling || pitched / (n + 1) < rule.min_pitched) {
        continue;
      }
      const float confidence = n + 1 >= 7 ? 0.9f : 0.6f;
      if (!best || static_cast<int64_t>(burst.peak) * kVoiceFrameMs > best->end_ms) {
        const size_t from = best ? static_cast<size_t>(best->start_ms / kVoiceFrameMs)
                                 : bursts[first].peak;
        best = Event(VocalEventKind::kLaugh, from, burst.peak + 1, confidence);
      }
    }
  }
  return best;
}

// Stretches of breath: noise that is no voice, well above the room and below the words.
void FindBreaths(std::span<const VoiceFrame> frames, std::span<const PitchPoint> pitch,
                 std::vector<VocalEvent>& out) {
  constexpr size_t kMinBreath = 300 / kVoiceFrameMs, kMinSigh = 600 / kVoiceFrameMs;
  constexpr size_t kMaxBreath = 2500 / kVoiceFrameMs;
  constexpr float kAboveRoomDb = 8;
  constexpr float kMinLevelDbfs = -62;
  constexpr float kMinCrossings = 0.06f;  // noise, not hum
  const std::vector<float> levels = SmoothedLevels(frames);
  std::vector<float> sorted = levels;
  std::ranges::sort(sorted);
  const float room = sorted[sorted.size() / 20];
  const auto breathes = [&](size_t i) {
    return pitch[i].f0_hz <= 0 && levels[i] > room + kAboveRoomDb && levels[i] > kMinLevelDbfs &&
           frames[i].crossing_rate > kMinCrossings;
  };
  for (size_t i = 0; i < frames.size();) {
    if (!breathes(i)) {
      ++i;
      continue;
    }
    size_t end = i;
    while (end < frames.size() && breathes(end)) ++end;
    const size_t length = end - i;
    if (length >= kMinBreath && length <= kMaxBreath) {
      const auto loudest = static_cast<size_t>(
          std::max_element(levels.begin() + static_cast<long>(i),
                           levels.begin() + static_cast<long>(end)) -
          levels.begin());
      const bool fades = loudest < i + length / 2;
      const bool sigh = length >= kMinSigh && fades;
      out.push_back(Event(sigh ? VocalEventKind::kSigh : VocalEventKind::kBreath, i, end,
                          sigh ? 0.6f : 0.5f));
    }
    i = end;
  }
}

void FindCoughs(std::span<const VoiceBurst> bursts, std::span<const VoiceFrame> frames,
                std::span<const PitchPoint> pitch, std::vector<VocalEvent>& out) {
  constexpr float kSuddenDb = 25;       // in 40 ms
  constexpr size_t kRise = 4;
  constexpr size_t kMinFrames = 8, kMaxFrames = 45;
  constexpr float kMinHissDb = -14;     // above 3.5 kHz against all of it
  constexpr float kMaxVoicedStrength = 0.8f;
  for (const VoiceBurst& burst : bursts) {
    const size_t from = burst.peak >= kRise ? burst.peak - kRise : 0;
    if (frames[burst.peak].level_dbfs - frames[from].level_dbfs < kSuddenDb) continue;
    const size_t length = burst.end - burst.begin;
    if (length < kMinFrames || length > kMaxFrames) continue;
    double hiss = 0;
    size_t clear = 0;
    for (size_t i = burst.begin; i < burst.end; ++i) {
      hiss += frames[i].high_dbfs - frames[i].level_dbfs;
      clear += pitch[i].f0_hz > 0 && pitch[i].strength > kMaxVoicedStrength;
    }
    if (hiss / static_cast<double>(length) < kMinHissDb || clear * 5 > length) continue;
    out.push_back(Event(VocalEventKind::kCough, burst.begin, burst.end, 0.5f));
  }
}

// A drawn-out sound of one pitch and one loudness.
std::optional<VocalEvent> HesitationIn(std::span<const VoiceFrame> frames,
                                       std::span<const PitchPoint> pitch) {
  constexpr size_t kMinFrames = 350 / kVoiceFrameMs;
  constexpr float kPitchStepSemitones = 0.6f;
  constexpr float kLevelStepDb = 4;
  std::optional<VocalEvent> longest;
  size_t begin = 0;
  for (size_t i = 0; i < frames.size(); ++i) {
    const bool goes_on =
        i > begin && pitch[i].f0_hz > 0 && pitch[i - 1].f0_hz > 0 &&
        std::abs(HzToSemitones(pitch[i].f0_hz) - HzToSemitones(pitch[i - 1].f0_hz)) <
            kPitchStepSemitones &&
        std::abs(frames[i].level_dbfs - frames[i - 1].level_dbfs) < kLevelStepDb;
    if (!goes_on) begin = i;
    const auto length = static_cast<int64_t>(i - begin + 1) * kVoiceFrameMs;
    if (i - begin + 1 >= kMinFrames &&
        (!longest || length > longest->end_ms - longest->start_ms)) {
      longest = Event(VocalEventKind::kHesitation, begin, i + 1, 0.7f);
    }
  }
  return longest;
}

}  // namespace

std::string_view VocalEventName(VocalEventKind kind) { return kNames[static_cast<size_t>(kind)]; }

std::vector<VocalEvent> FindVocalEvents(std::span<const VoiceFrame> frames,
                                        std::span<const PitchPoint> pitch,
                                        std::string_view words) {
  std::vector<VocalEvent> events;
  if (frames.empty()) return events;
  const std::string normal = text::NormalForm(words);
  const std::vector<VoiceBurst> bursts = FindBursts(frames);

  std::optional<VocalEvent> laugh = LaughIn(bursts, frames, pitch);
  // A burst of voice is a syllable: those that the words need are no laughter.
  const auto voiced = static_cast<double>(std::ranges::count_if(
      bursts, [&](const VoiceBurst& burst) { return pitch[burst.peak].f0_hz > 0; }));
  const double unexplained = voiced - CountSyllables(words);
  if (laugh && unexplained < static_cast<double>(LaughRule().min_bursts) - 1) laugh.reset();
  if (LaughterIsWritten(normal)) {
    if (!laugh) laugh = Event(VocalEventKind::kLaugh, 0, frames.size(), 0);
    laugh->confidence = std::max(0.8f, laugh->confidence);
  }
  if (laugh) events.push_back(*laugh);
  FindBreaths(frames, pitch, events);
  // Plosives and "s" look like little coughs: only where nobody understood a word.
  if (normal.empty() && !laugh) FindCoughs(bursts, frames, pitch, events);
  if (normal.empty() || HesitationIsWritten(normal)) {
    if (auto hesitation = HesitationIn(frames, pitch); hesitation && !laugh) {
      hesitation->confidence = normal.empty() ? 0.5f : 0.9f;
      events.push_back(*hesitation);
    }
  }
  std::ranges::sort(events, {}, &VocalEvent::start_ms);
  return events;
}

}  // namespace vivavoce::hearing
