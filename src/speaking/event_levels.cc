#include "speaking/event_levels.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "speaking/kokoro_graph.h"

namespace vivavoce::speaking {
namespace {

constexpr double kMostGainDb = 24;
constexpr double kInaudible = 1e-9;  // mean power, -90 dB: there is nothing to make louder
constexpr size_t kRamp = kSamplesPerFrame / 2;  // 12.5 ms to each side of a change of gain

double MeanPower(std::span<const float> samples) {
  double sum = 0;
  for (const float x : samples) sum += static_cast<double>(x) * x;
  return samples.empty() ? 0 : sum / static_cast<double>(samples.size());
}

struct TokenSpan {
  size_t begin = 0, end = 0;  // samples
  bool leveled = false;
  double level_db = 0;
};

// The mean power of the frames of words that are within 30 dB of the loudest of them.
double PowerOfWords(std::span<const float> samples, const std::vector<TokenSpan>& tokens,
                    std::span<const PhonemeTarget> targets) {
  std::vector<double> powers;
  for (size_t t = 0; t < tokens.size(); ++t) {
    if (targets[t].frames > 0) continue;
    for (size_t at = tokens[t].begin; at < tokens[t].end; at += kSamplesPerFrame) {
      powers.push_back(
          MeanPower(samples.subspan(at, std::min<size_t>(kSamplesPerFrame, tokens[t].end - at))));
    }
  }
  if (powers.empty()) return 0;
  const double gate = 1e-3 * std::ranges::max(powers);
  double sum = 0;
  int count = 0;
  for (const double power : powers) {
    if (power < gate) continue;
    sum += power;
    ++count;
  }
  return count > 0 ? sum / count : 0;
}

}  // namespace

void LevelEvents(std::span<float> samples, std::span<const int64_t> frames,
                 std::span<const PhonemeTarget> targets) {
  const auto leveled = [](const PhonemeTarget& t) { return t.frames > 0 && t.energy_db < 0; };
  if (std::ranges::none_of(targets, leveled)) return;
  std::vector<TokenSpan> tokens(frames.size());
  size_t at = 0;
  for (size_t t = 0; t < frames.size(); ++t) {
    tokens[t].begin = std::min(at, samples.size());
    at += static_cast<size_t>(frames[t]) * kSamplesPerFrame;
    tokens[t].end = std::min(at, samples.size());
  }
  const double words = PowerOfWords(samples, tokens, targets);
  if (words < kInaudible) return;
  std::vector<double> gain_db(tokens.size(), 0.0);
  // Neighbours of one level are one sound: a vowel and its length mark.
  for (size_t t = 0, next = 0; t < tokens.size(); t = next) {
    for (next = t + 1; next < tokens.size(); ++next) {
      if (!leveled(targets[next]) || targets[next].energy_db != targets[t].energy_db) break;
    }
    if (!leveled(targets[t])) continue;
    const double power =
        MeanPower(samples.subspan(tokens[t].begin, tokens[next - 1].end - tokens[t].begin));
    if (power < kInaudible) continue;
    const double gain = 10 * std::log10(words / power) + targets[t].energy_db;
    std::fill(gain_db.begin() + static_cast<ptrdiff_t>(t),
              gain_db.begin() + static_cast<ptrdiff_t>(next),
              std::clamp(gain, -kMostGainDb, kMostGainDb));
  }
  // Between two tokens the gain glides, in dB, over 25 ms; each side's half lies in its own token.
  for (size_t t = 0; t < tokens.size(); ++t) {
    const TokenSpan& token = tokens[t];
    const double before = t > 0 ? gain_db[t - 1] : 0;
    const double after = t + 1 < tokens.size() ? gain_db[t + 1] : 0;
    if (gain_db[t] == 0 && before == 0 && after == 0) continue;
    const size_t half = std::min(kRamp, (token.end - token.begin) / 2);
    for (size_t i = token.begin; i < token.end; ++i) {
      double db = gain_db[t];
      const size_t from_begin = i - token.begin, to_end = token.end - 1 - i;
      if (from_begin < half) {
        const double x = 0.5 * (1 - static_cast<double>(from_begin) / static_cast<double>(half));
        db += (before - db) * x;
      } else if (to_end < half) {
        const double x = 0.5 * (1 - static_cast<double>(to_end) / static_cast<double>(half));
        db += (after - db) * x;
      }
      samples[i] *= static_cast<float>(std::pow(10.0, db / 20));
    }
  }
}

}  // namespace vivavoce::speaking
