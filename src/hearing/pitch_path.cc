#include "hearing/pitch_path.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace vivavoce::hearing {
namespace {

// Choice 0 is "unvoiced"; choice i + 1 is candidate i.
constexpr size_t kChoices = PitchFrame::kMaxCandidates + 1;
const float kCeilingLog2 = std::log2(kPitchCeilingHz);

struct Column {
  std::array<float, kChoices> log2_hz = {};  // of the candidates
  std::array<float, kChoices> score = {};
  std::array<uint8_t, kChoices> from = {};
  size_t size = 1;
};

Column OwnStrengths(const PitchFrame& frame, float loudest, const PitchPathConfig& config) {
  Column column;
  column.size = frame.num_candidates + 1;
  const float level = loudest > 0 ? frame.peak / loudest : 0;
  const float quiet = 2 - level / (config.silence_threshold / (1 + config.voicing_threshold));
  column.score[0] = config.voicing_threshold + std::max(0.0f, quiet);
  for (size_t i = 0; i < frame.num_candidates; ++i) {
    const PitchCandidate& candidate = frame.candidates[i];
    column.log2_hz[i + 1] = std::log2(candidate.frequency_hz);
    column.score[i + 1] =
        candidate.strength - config.octave_cost * (kCeilingLog2 - column.log2_hz[i + 1]);
  }
  return column;
}

float Cost(const Column& before, size_t i, const Column& after, size_t j,
           const PitchPathConfig& config) {
  if ((i == 0) != (j == 0)) return config.voiced_unvoiced_cost;
  if (i == 0) return 0;
  return config.octave_jump_cost * std::abs(before.log2_hz[i] - after.log2_hz[j]);
}

}  // namespace

std::vector<PitchPoint> FindPitchPath(std::span<const PitchFrame> frames,
                                      const PitchPathConfig& config) {
  float loudest = 0;
  for (const PitchFrame& frame : frames) loudest = std::max(loudest, frame.peak);
  std::vector<Column> columns;
  columns.reserve(frames.size());
  for (const PitchFrame& frame : frames) {
    Column column = OwnStrengths(frame, loudest, config);
    if (!columns.empty()) {
      const Column& before = columns.back();
      for (size_t j = 0; j < column.size; ++j) {
        float best = before.score[0] - Cost(before, 0, column, j, config);
        uint8_t from = 0;
        for (size_t i = 1; i < before.size; ++i) {
          const float score = before.score[i] - Cost(before, i, column, j, config);
          if (score > best) {
            best = score;
            from = static_cast<uint8_t>(i);
          }
        }
        column.score[j] += best;
        column.from[j] = from;
      }
    }
    columns.push_back(column);
  }

  std::vector<PitchPoint> path(frames.size());
  if (frames.empty()) return path;
  const auto& last = columns.back();
  auto choice = static_cast<size_t>(
      std::max_element(last.score.begin(), last.score.begin() + static_cast<long>(last.size)) -
      last.score.begin());
  for (size_t i = frames.size(); i-- > 0;) {
    if (choice > 0) {
      const PitchCandidate& chosen = frames[i].candidates[choice - 1];
      path[i] = {chosen.frequency_hz, chosen.strength};
    }
    choice = columns[i].from[choice];
  }
  return path;
}

}  // namespace vivavoce::hearing
