// The sample encodings of a WAV data chunk (see wav_file.h, which finds the chunk).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/error.h"

namespace vivavoce::audio {

// Registered codec numbers (RFC 2361).
inline constexpr int kWavPcm = 1;
inline constexpr int kWavFloat = 3;
inline constexpr int kWavALaw = 6;
inline constexpr int kWavMuLaw = 7;
inline constexpr int kWavExtensible = 0xfffe;

enum class WavEncoding { kPcm8, kPcm16, kPcm24, kPcm32, kFloat32, kFloat64, kALaw, kMuLaw };

struct WavFormat {
  WavEncoding encoding = WavEncoding::kPcm16;
  int channels = 1;        // >= 1, interleaved
  int sample_rate_hz = 0;  // Hz
};

int BytesPerSample(WavEncoding encoding);

// kInvalidArgument names a codec or width that is not decoded.
Result<WavEncoding> FindWavEncoding(int codec, int bits_per_sample);

// Mono mean of the channels; a last incomplete frame is dropped.
std::vector<float> DecodeWavSamples(const WavFormat& format, std::span<const uint8_t> data);

}  // namespace vivavoce::audio
