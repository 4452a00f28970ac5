#include "speaking/silent_frames.h"

#include <algorithm>
#include <numeric>

namespace vivavoce::speaking {
namespace {

// Kept of a silence: beside speech, which dies away and announces itself, and at the ends of the
// clause, where the zeros outside go into the statistics.
constexpr size_t kBesideSpeech = 6, kAtEnds = 8;
// Of these, so many on either side of what is left out stand for it.
constexpr size_t kBearers = 2;

}  // namespace

KeptFrames KeepAll(size_t frames) {
  KeptFrames kept{std::vector<size_t>(frames), std::vector<float>(frames, 1.0f)};
  std::iota(kept.frames.begin(), kept.frames.end(), size_t{0});
  return kept;
}

KeptFrames KeepSounding(const std::vector<bool>& silent) {
  const size_t count = silent.size();
  KeptFrames kept;
  const auto keep = [&kept](size_t begin, size_t end) {
    for (; begin < end; ++begin) kept.frames.push_back(begin);
    kept.weights.resize(kept.frames.size(), 1.0f);
  };
  for (size_t at = 0; at < count;) {
    size_t end = at;
    while (end < count && silent[end]) ++end;
    const size_t after = at == 0 ? kAtEnds : kBesideSpeech;
    const size_t before = end == count ? kAtEnds : kBesideSpeech;
    if (end - at <= after + before) {
      end = std::max(end, at + 1);
      keep(at, end);
    } else {
      keep(at, at + after);
      const size_t seam = kept.frames.size();
      keep(end - before, end);
      const auto left_out = static_cast<float>(end - at - after - before);
      for (size_t i = seam - kBearers; i < seam + kBearers; ++i) {
        kept.weights[i] += left_out / (2 * kBearers);
      }
    }
    at = end;
  }
  return kept;
}

std::vector<float> ValuesOfKept(std::span<const float> values, size_t channels, size_t per_frame,
                                size_t extra, const KeptFrames& kept) {
  const size_t stride = values.size() / channels;
  std::vector<float> of_kept;
  of_kept.reserve(channels * (kept.frames.size() * per_frame + extra));
  for (size_t channel = 0; channel < channels; ++channel) {
    const auto of_channel = values.begin() + static_cast<ptrdiff_t>(channel * stride);
    const auto append = [&](size_t begin, size_t length) {
      const auto first = of_channel + static_cast<ptrdiff_t>(begin);
      of_kept.insert(of_kept.end(), first, first + static_cast<ptrdiff_t>(length));
    };
    for (const size_t frame : kept.frames) append(frame * per_frame, per_frame);
    append((kept.frames.back() + 1) * per_frame, extra);
  }
  return of_kept;
}

std::vector<float> WithSilence(std::span<const float> samples, size_t per_frame,
                               const KeptFrames& kept, size_t frames) {
  std::vector<float> all(frames * per_frame, 0.0f);
  for (size_t i = 0; i < kept.frames.size(); ++i) {
    std::copy_n(samples.begin() + static_cast<ptrdiff_t>(i * per_frame), per_frame,
                all.begin() + static_cast<ptrdiff_t>(kept.frames[i] * per_frame));
  }
  return all;
}

}  // namespace vivavoce::speaking
