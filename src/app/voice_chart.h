// A pitch or loudness contour as one line of text. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hearing/voice_perceiver.h"

namespace vivavoce::app {

// "   ▂▃▅▇▅▃  ▂▂▁ ", `width` columns; columns without a value are blank. Values below `low` count as
// none, those above `high` as `high`.
std::string Sparkline(std::span<const float> values, float low, float high, int width);

// The measures in words, one or two lines, each ending in a newline.
std::string MeasureLines(const hearing::Perception& heard, std::string_view tone);

// Two lines, each ending in a newline: pitch (logarithmic, over the range that occurs) and loudness
// (the loudest 40 dB).
std::string ContourLines(const std::vector<hearing::ContourPoint>& contour, int width);

}  // namespace vivavoce::app
