// The recordings of tests/data/speech (16 kHz) at one level.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "audio/wav_file.h"

namespace vivavoce::audio {

// At -26 dBFS; empty, and a failed test, when it cannot be read.
inline std::vector<float> RecordedSpeech(const std::string& name) {
  auto wav = ReadWav(VV_SOURCE_DIR "/tests/data/speech/" + name + ".wav");
  EXPECT_TRUE(wav) << name << ": " << wav.error().ToString();
  if (!wav) return {};
  EXPECT_EQ(wav->sample_rate_hz, 16000);
  double power = 0;
  for (const float sample : wav->samples) power += sample * sample;
  const double rms = std::sqrt(power / static_cast<double>(wav->samples.size()));
  const auto gain = static_cast<float>(std::pow(10, -26.0 / 20) / rms);
  for (float& sample : wav->samples) sample *= gain;
  return std::move(wav->samples);
}

}  // namespace vivavoce::audio
