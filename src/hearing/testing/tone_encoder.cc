#include "hearing/testing/tone_encoder.h"

#include <cmath>

namespace vivavoce::hearing::testing {

std::vector<float> ToneEncoder::Begin() const { return std::vector<float>(kMels); }

void ToneEncoder::Hear(std::span<const float> mels, std::vector<float>& state) const {
  for (size_t i = 0; i < kMels; ++i) state[i] += mels[i];
}

VoicePrint ToneEncoder::Print(std::span<const float> state) const {
  VoicePrint print = {};
  float squares = 0;
  for (const float value : state) squares += value * value;
  for (size_t i = 0; i < kMels && squares > 0; ++i) print[i] = state[i] / std::sqrt(squares);
  return print;
}

}  // namespace vivavoce::hearing::testing
