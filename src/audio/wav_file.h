// WAV files in: every common sample format becomes mono float32.
// Formats  RIFF and RF64; PCM of 1-32 bits (8 and fewer unsigned), IEEE float32/64, G.711 mu-law
// and
//          A-law, each also as WAVE_FORMAT_EXTENSIBLE; 1-65535 channels (averaged); 1-384 kHz.
// Lenient  unknown chunks are skipped, with their pad byte; a data chunk that is longer than the
// file
//          ends with the file; sizes of 0 or 0xFFFFFFFF, left by programs that write to a pipe,
//          mean "to the end of the file". Samples outside [-1, 1] are clipped; NaN becomes 0.
// Errors   kInvalidArgument says what is wrong (empty, not RIFF, no fmt chunk, no data chunk, which
// codec
//          or rate is not supported); ReadWav adds the path, kNotFound for a missing file.
// Source   Multimedia Programming Interface and Data Specifications 1.0 (1991); RFC 2361; EBU Tech
// 3306. Threads  pure functions.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "base/error.h"

namespace vivavoce::audio {

inline constexpr uint64_t kMaxWavBytes = 512ull << 20;  // 4.6 hours of 16 kHz PCM16

struct WavAudio {
  int sample_rate_hz = 0;
  std::vector<float> samples;  // mono, [-1, 1]
};

Result<WavAudio> ParseWav(std::span<const uint8_t> bytes);
Result<WavAudio> ReadWav(const std::filesystem::path& path);

}  // namespace vivavoce::audio
