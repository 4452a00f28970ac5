#include "audio/sample_convert.h"

#include <algorithm>
#include <cmath>

namespace vivavoce::audio {
namespace {

float FromBytes(uint8_t low, uint8_t high) {
  return Pcm16ToFloat(static_cast<int16_t>(static_cast<uint16_t>(low | (high << 8))));
}

}  // namespace

int16_t FloatToPcm16(float sample) {
  if (std::isnan(sample)) return 0;
  const float scaled = std::nearbyint(std::clamp(sample, -1.0f, 1.0f) * 32768.0f);
  return static_cast<int16_t>(std::min(scaled, 32767.0f));
}

std::vector<float> Pcm16BytesToFloat(std::span<const uint8_t> bytes) {
  std::vector<float> samples(bytes.size() / 2);
  for (size_t i = 0; i < samples.size(); ++i) {
    samples[i] = FromBytes(bytes[2 * i], bytes[2 * i + 1]);
  }
  return samples;
}

std::vector<uint8_t> FloatToPcm16Bytes(std::span<const float> samples) {
  std::vector<uint8_t> bytes(samples.size() * 2);
  for (size_t i = 0; i < samples.size(); ++i) {
    const auto value = static_cast<uint16_t>(FloatToPcm16(samples[i]));
    bytes[2 * i] = static_cast<uint8_t>(value & 0xff);
    bytes[2 * i + 1] = static_cast<uint8_t>(value >> 8);
  }
  return bytes;
}

std::vector<float> Pcm16Decoder::Decode(std::span<const uint8_t> chunk) {
  std::vector<float> samples;
  if (chunk.empty()) return samples;
  samples.reserve((chunk.size() + 1) / 2);
  if (low_byte_) {
    samples.push_back(FromBytes(*low_byte_, chunk.front()));
    chunk = chunk.subspan(1);
    low_byte_.reset();
  }
  const std::vector<float> whole = Pcm16BytesToFloat(chunk);
  samples.insert(samples.end(), whole.begin(), whole.end());
  if (chunk.size() % 2 == 1) low_byte_ = chunk.back();
  return samples;
}

}  // namespace vivavoce::audio
