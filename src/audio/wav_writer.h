// WAV files out: mono PCM16 (sample_convert.h says how floats are clipped).
// Streaming  the header is written for a stream of unknown length (0xFFFFFFFF) and put right by
// Close(),
//            so a file cut off by a crash still plays.
// Errors     kInvalidArgument for the rate, kUnavailable with the path when writing fails.
// Threads    one at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <span>
#include <vector>

#include "base/error.h"

namespace vivavoce::audio {

class WavWriter {
 public:
  static Result<WavWriter> Create(const std::filesystem::path& path, int sample_rate_hz);
  WavWriter(WavWriter&&) = default;
  WavWriter& operator=(WavWriter&&) = delete;
  ~WavWriter();  // closes; a failure then goes unnoticed

  Status Append(std::span<const float> samples);
  Status Close();  // later calls do nothing

 private:
  WavWriter(std::filesystem::path path, std::ofstream file, int sample_rate_hz);
  std::filesystem::path path_;
  std::ofstream file_;
  int sample_rate_hz_;
  uint64_t data_bytes_ = 0;
};

std::vector<uint8_t> EncodeWav(std::span<const float> samples, int sample_rate_hz);
Status WriteWav(const std::filesystem::path& path, std::span<const float> samples,
                int sample_rate_hz);

}  // namespace vivavoce::audio
