#include "app/voice_chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace vivavoce::app {
namespace {

constexpr std::array<const char*, 8> kBlocks = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
constexpr float kLoudnessRangeDb = 40;

}  // namespace

std::string Sparkline(std::span<const float> values, float low, float high, int width) {
  std::string line;
  const auto columns = static_cast<size_t>(std::max(width, 0));
  for (size_t column = 0; column < columns; ++column) {
    const size_t begin = values.size() * column / columns;
    const size_t end = std::max(begin + 1, values.size() * (column + 1) / columns);
    float sum = 0;
    int count = 0;
    for (size_t i = begin; i < std::min(end, values.size()); ++i) {
      if (values[i] < low) continue;
      sum += values[i];
      ++count;
    }
    // Mostly nothing: nothing.
    if (count == 0 || static_cast<size_t>(count) * 3 < end - begin) {
      line += ' ';
      continue;
    }
    const float share = high > low ? (sum / static_cast<float>(count) - low) / (high - low) : 0.5f;
    line += kBlocks[static_cast<size_t>(std::clamp(share, 0.0f, 0.999f) * kBlocks.size())];
  }
  return line;
}

std::string MeasureLines(const hearing::Perception& heard, std::string_view tone) {
  const hearing::VoiceMeasures& m = heard.measures;
  std::string line = fmt::format("  voiced {:.0f} %, {:.0f} dBFS", m.voiced_ratio * 100, m.level_dbfs);
  if (m.f0_hz) line += fmt::format(", pitch {:.0f} Hz +- {:.1f} semitones", *m.f0_hz, *m.f0_range_st / 2);
  if (m.syllables_per_second) line += fmt::format(", {:.1f} syllables/s", *m.syllables_per_second);
  if (m.hnr_db) line += fmt::format(", HNR {:.0f} dB", *m.hnr_db);
  line += fmt::format(", {} pauses, {}\n", m.pauses, hearing::VoiceQualityName(heard.quality));
  for (const hearing::VocalEvent& event : heard.events) {
    line += fmt::format("  {} at {:.2f}-{:.2f} s ({:.0f} %)\n", hearing::VocalEventName(event.kind),
                        static_cast<double>(event.start_ms) / 1000,
                        static_cast<double>(event.end_ms) / 1000, event.confidence * 100);
  }
  if (heard.emotion) {
    line += fmt::format("  mood {} ({:.0f} %), leaning {} ({:.0f} %), ",
                        hearing::EmotionName(heard.emotion->category),
                        heard.emotion->confidence * 100,
                        hearing::EmotionName(heard.emotion->leaning),
                        heard.emotion->leaning_confidence * 100);
    line += fmt::format("valence {:+.1f}, arousal {:+.1f}\n", heard.emotion->valence,
                        heard.emotion->arousal);
  }
  if (heard.speaker) {
    line += fmt::format("  speaker {} ({:.0f} %), {} ({:.0f} %)\n",
                        hearing::VoiceGenderName(heard.speaker->gender),
                        heard.speaker->gender_confidence * 100,
                        hearing::AgeBandName(heard.speaker->age),
                        heard.speaker->age_confidence * 100);
  }
  if (heard.identity && heard.identity->speaker > 0) {
    line += fmt::format("  {} speaker {} ({:.0f} %)\n",
                        hearing::SpeakerVerdictName(heard.identity->verdict),
                        heard.identity->speaker, heard.identity->confidence * 100);
  }
  if (!tone.empty()) line += fmt::format("  ({})\n", tone);
  return line;
}

std::string ContourLines(const std::vector<hearing::ContourPoint>& contour, int width) {
  std::vector<float> pitch, level;
  std::vector<float> voiced;
  float loudest = -120;
  for (const hearing::ContourPoint& point : contour) {
    pitch.push_back(point.f0_hz > 0 ? std::log2(point.f0_hz) : 0);
    if (point.f0_hz > 0) voiced.push_back(pitch.back());
    level.push_back(point.level_dbfs);
    loudest = std::max(loudest, point.level_dbfs);
  }
  std::string lines;
  if (!voiced.empty()) {
    std::ranges::sort(voiced);  // single frames far out do not set the scale
    const float low = voiced[voiced.size() / 20];
    const float high = voiced[voiced.size() - 1 - voiced.size() / 20];
    for (float& value : pitch) {
      if (value > 0) value = std::clamp(value, low, high);
    }
    lines += fmt::format("  pitch    |{}| {:.0f} to {:.0f} Hz\n", Sparkline(pitch, low, high, width),
                         std::exp2(low), std::exp2(high));
  }
  lines += fmt::format("  loudness |{}| up to {:.0f} dBFS\n",
                       Sparkline(level, loudest - kLoudnessRangeDb, loudest, width), loudest);
  return lines;
}

}  // namespace vivavoce::app
