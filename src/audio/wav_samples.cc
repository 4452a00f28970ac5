#include "audio/wav_samples.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <string_view>

#include "audio/g711.h"
#include "audio/sample_convert.h"

namespace vivavoce::audio {
namespace {

template <typename T>
T Little(const uint8_t* bytes) {
  T value = 0;
  for (size_t i = 0; i < sizeof(T); ++i)
    value |= static_cast<T>(static_cast<T>(bytes[i]) << (8 * i));
  return value;
}

float Bounded(double sample) {
  if (std::isnan(sample)) return 0.0f;
  return static_cast<float>(std::clamp(sample, -1.0, 1.0));
}

float DecodeSample(WavEncoding encoding, const uint8_t* at) {
  switch (encoding) {
    case WavEncoding::kPcm8:
      return static_cast<float>(at[0] - 128) / 128.0f;
    case WavEncoding::kPcm16:
      return Pcm16ToFloat(static_cast<int16_t>(Little<uint16_t>(at)));
    case WavEncoding::kPcm24: {
      const uint32_t top = static_cast<uint32_t>(at[0]) << 8 | static_cast<uint32_t>(at[1]) << 16 |
                           static_cast<uint32_t>(at[2]) << 24;
      return static_cast<float>(static_cast<int32_t>(top)) / 2147483648.0f;
    }
    case WavEncoding::kPcm32:
      return static_cast<float>(static_cast<int32_t>(Little<uint32_t>(at))) / 2147483648.0f;
    case WavEncoding::kFloat32:
      return Bounded(std::bit_cast<float>(Little<uint32_t>(at)));
    case WavEncoding::kFloat64:
      return Bounded(std::bit_cast<double>(Little<uint64_t>(at)));
    case WavEncoding::kALaw:
      return Pcm16ToFloat(DecodeG711(G711Law::kALaw, at[0]));
    case WavEncoding::kMuLaw:
      return Pcm16ToFloat(DecodeG711(G711Law::kMuLaw, at[0]));
  }
  return 0;
}

std::string_view CodecName(int codec) {
  switch (codec) {
    case 0x0002:
      return " (Microsoft ADPCM)";
    case 0x0011:
      return " (IMA ADPCM)";
    case 0x0031:
      return " (GSM 6.10)";
    case 0x0055:
      return " (MP3)";
    case 0x00ff:
      return " (AAC)";
    default:
      return "";
  }
}

}  // namespace

int BytesPerSample(WavEncoding encoding) {
  switch (encoding) {
    case WavEncoding::kPcm8:
    case WavEncoding::kALaw:
    case WavEncoding::kMuLaw:
      return 1;
    case WavEncoding::kPcm16:
      return 2;
    case WavEncoding::kPcm24:
      return 3;
    case WavEncoding::kPcm32:
    case WavEncoding::kFloat32:
      return 4;
    case WavEncoding::kFloat64:
      return 8;
  }
  return 1;
}

Result<WavEncoding> FindWavEncoding(int codec, int bits_per_sample) {
  // Widths between whole bytes are left-justified in the next one, so they decode as if full.
  const int bytes = (bits_per_sample + 7) / 8;
  if (codec == kWavPcm) {
    if (bytes == 1) return WavEncoding::kPcm8;
    if (bytes == 2) return WavEncoding::kPcm16;
    if (bytes == 3) return WavEncoding::kPcm24;
    if (bytes == 4) return WavEncoding::kPcm32;
    return Fail(Error::InvalidArgument(
        fmt::format("PCM of {} bits a sample, must be 1 to 32", bits_per_sample)));
  }
  if (codec == kWavFloat) {
    if (bits_per_sample == 32) return WavEncoding::kFloat32;
    if (bits_per_sample == 64) return WavEncoding::kFloat64;
    return Fail(Error::InvalidArgument(
        fmt::format("floating point of {} bits a sample, must be 32 or 64", bits_per_sample)));
  }
  if (codec == kWavALaw || codec == kWavMuLaw) {
    if (bits_per_sample == 8) {
      return codec == kWavALaw ? WavEncoding::kALaw : WavEncoding::kMuLaw;
    }
    return Fail(Error::InvalidArgument(
        fmt::format("G.711 of {} bits a sample, must be 8", bits_per_sample)));
  }
  return Fail(Error::InvalidArgument(fmt::format(
      "codec 0x{:04x}{} is not supported; PCM, float and G.711 are", codec, CodecName(codec))));
}

std::vector<float> DecodeWavSamples(const WavFormat& format, std::span<const uint8_t> data) {
  const size_t width = static_cast<size_t>(BytesPerSample(format.encoding));
  const size_t channels = static_cast<size_t>(format.channels);
  std::vector<float> samples(data.size() / (width * channels));
  const uint8_t* at = data.data();
  for (float& sample : samples) {
    float sum = 0;
    for (size_t channel = 0; channel < channels; ++channel, at += width) {
      sum += DecodeSample(format.encoding, at);
    }
    sample = sum / static_cast<float>(channels);
  }
  return samples;
}

}  // namespace vivavoce::audio
