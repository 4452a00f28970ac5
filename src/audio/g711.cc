#include "audio/g711.h"

#include <algorithm>
#include <array>
#include <bit>

#include "audio/sample_convert.h"

namespace vivavoce::audio {
namespace {

// mu-law codes are sent inverted, A-law codes with every second bit inverted (G.711 section 4).
constexpr uint8_t kALawMask = 0x55;
constexpr int kMuLawBias = 132;  // 33 in the 14-bit domain: makes the segment ends powers of two
constexpr int kMuLawClip = 32635;

constexpr int16_t DecodeMuLaw(uint8_t code) {
  const int inverted = code ^ 0xff;
  const int segment = (inverted >> 4) & 7;
  const int step = inverted & 15;
  const int magnitude = (((step << 3) + kMuLawBias) << segment) - kMuLawBias;
  return static_cast<int16_t>((inverted & 0x80) ? -magnitude : magnitude);
}

constexpr int16_t DecodeALaw(uint8_t code) {
  const int plain = code ^ kALawMask;
  const int segment = (plain >> 4) & 7;
  const int step = plain & 15;
  int magnitude = (step << 4) + 8;  // the middle of the step
  if (segment >= 1) magnitude = (magnitude + 256) << (segment - 1);
  return static_cast<int16_t>((plain & 0x80) ? magnitude : -magnitude);
}

template <typename Decode>
constexpr std::array<int16_t, 256> DecodeTable(Decode decode) {
  std::array<int16_t, 256> table{};
  for (int code = 0; code < 256; ++code) table[code] = decode(static_cast<uint8_t>(code));
  return table;
}

constexpr std::array<int16_t, 256> kMuLawTable = DecodeTable(DecodeMuLaw);
constexpr std::array<int16_t, 256> kALawTable = DecodeTable(DecodeALaw);

uint8_t EncodeMuLaw(int sample) {
  const int sign = sample < 0 ? 0x80 : 0;
  const int biased = std::min(sample < 0 ? -sample : sample, kMuLawClip) + kMuLawBias;
  const int segment = static_cast<int>(std::bit_width(static_cast<unsigned>(biased))) - 8;
  const int step = (biased >> (segment + 3)) & 15;
  return static_cast<uint8_t>((sign | (segment << 4) | step) ^ 0xff);
}

uint8_t EncodeALaw(int sample) {
  const int sign = sample < 0 ? 0 : 0x80;
  // Negative values mirror around -1/2, so that -1..-16 share the first negative step.
  const int magnitude = sample < 0 ? -sample - 1 : sample;
  const int segment =
      std::max(0, static_cast<int>(std::bit_width(static_cast<unsigned>(magnitude))) - 8);
  const int step = (magnitude >> (segment == 0 ? 4 : segment + 3)) & 15;
  return static_cast<uint8_t>((sign | (segment << 4) | step) ^ kALawMask);
}

}  // namespace

int16_t DecodeG711(G711Law law, uint8_t code) {
  return law == G711Law::kMuLaw ? kMuLawTable[code] : kALawTable[code];
}

uint8_t EncodeG711(G711Law law, int16_t sample) {
  return law == G711Law::kMuLaw ? EncodeMuLaw(sample) : EncodeALaw(sample);
}

std::vector<float> G711ToFloat(G711Law law, std::span<const uint8_t> codes) {
  std::vector<float> samples(codes.size());
  std::ranges::transform(codes, samples.begin(),
                         [law](uint8_t code) { return Pcm16ToFloat(DecodeG711(law, code)); });
  return samples;
}

std::vector<uint8_t> FloatToG711(G711Law law, std::span<const float> samples) {
  std::vector<uint8_t> codes(samples.size());
  std::ranges::transform(samples, codes.begin(),
                         [law](float sample) { return EncodeG711(law, FloatToPcm16(sample)); });
  return codes;
}

}  // namespace vivavoce::audio
