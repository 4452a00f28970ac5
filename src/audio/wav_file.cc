#include "audio/wav_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <optional>
#include <string_view>

#include "audio/resampler.h"
#include "audio/wav_samples.h"

namespace vivavoce::audio {
namespace {

constexpr uint32_t kUnknownSize = 0xffffffffu;
constexpr size_t kChunkHeader = 8;

uint64_t Little(std::span<const uint8_t> bytes, size_t at, int width) {
  uint64_t value = 0;
  for (int i = 0; i < width; ++i) value |= static_cast<uint64_t>(bytes[at + i]) << (8 * i);
  return value;
}

bool TagIs(std::span<const uint8_t> bytes, size_t at, std::string_view tag) {
  return at + tag.size() <= bytes.size() && std::memcmp(bytes.data() + at, tag.data(), 4) == 0;
}

Error WrongWav(std::string message) { return Error::InvalidArgument("WAV: " + std::move(message)); }

struct Chunks {
  std::optional<std::span<const uint8_t>> fmt;
  std::optional<std::span<const uint8_t>> data;
};

// Walks the chunks up to and including the data chunk; what follows it is never sound.
Result<Chunks> FindChunks(std::span<const uint8_t> bytes) {
  if (bytes.empty()) return Fail(WrongWav("the file is empty (0 bytes)"));
  if (TagIs(bytes, 0, "RIFX")) return Fail(WrongWav("big-endian files (RIFX) are not supported"));
  if (!TagIs(bytes, 0, "RIFF") && !TagIs(bytes, 0, "RF64")) {
    return Fail(WrongWav("does not begin with RIFF, so this is not a WAV file"));
  }
  if (!TagIs(bytes, 8, "WAVE")) return Fail(WrongWav("a RIFF file, but not of type WAVE"));
  const uint64_t riff_size = Little(bytes, 4, 4);

  Chunks chunks;
  std::optional<uint64_t> wide_data_size;  // RF64's ds64 chunk
  for (size_t at = 12; at + kChunkHeader <= bytes.size();) {
    uint64_t size = Little(bytes, at + 4, 4);
    const size_t body = at + kChunkHeader;
    const uint64_t left = bytes.size() - body;
    if (TagIs(bytes, at, "data")) {
      if (size == kUnknownSize) size = wide_data_size.value_or(left);
      // A header written before the length was known; a whole file with no samples has a right RIFF
      // size.
      if (size == 0 && riff_size + kChunkHeader != bytes.size()) size = left;
      chunks.data = bytes.subspan(body, std::min(size, left));
      return chunks;
    }
    if (size > left) {
      return Fail(
          WrongWav(fmt::format("chunk at byte {} claims {} bytes, only {} are left", at, size, left)));
    }
    const std::span<const uint8_t> content = bytes.subspan(body, size);
    if (TagIs(bytes, at, "fmt ")) chunks.fmt = content;
    if (TagIs(bytes, at, "ds64") && size >= 16) wide_data_size = Little(content, 8, 8);
    at = body + size + (size & 1);
  }
  return chunks;
}

Result<WavFormat> ParseFormat(std::span<const uint8_t> chunk) {
  if (chunk.size() < 16) {
    return Fail(WrongWav(fmt::format("fmt chunk has {} bytes, needs at least 16", chunk.size())));
  }
  WavFormat format;
  uint64_t codec = Little(chunk, 0, 2);
  format.channels = static_cast<int>(Little(chunk, 2, 2));
  const uint64_t rate = Little(chunk, 4, 4);
  const int bits = static_cast<int>(Little(chunk, 14, 2));
  if (codec == kWavExtensible) {
    // The sub-format GUID begins with the plain codec number and ends with a fixed tail.
    static constexpr uint8_t kTail[] = {0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71};
    if (chunk.size() < 40) return Fail(WrongWav("extensible fmt chunk is shorter than 40 bytes"));
    if (std::memcmp(chunk.data() + 26, kTail, sizeof kTail) != 0) {
      return Fail(WrongWav("extensible fmt chunk with an unknown sub-format"));
    }
    codec = Little(chunk, 24, 2);
  }
  if (format.channels == 0) return Fail(WrongWav("0 channels"));
  if (rate < kMinSampleRateHz || rate > kMaxSampleRateHz) {
    return Fail(WrongWav(fmt::format("sample rate {} Hz, must be {} to {}", rate, kMinSampleRateHz,
                                  kMaxSampleRateHz)));
  }
  format.sample_rate_hz = static_cast<int>(rate);
  const Result<WavEncoding> encoding = FindWavEncoding(static_cast<int>(codec), bits);
  if (!encoding) return Fail(WrongWav(encoding.error().message));
  format.encoding = *encoding;
  return format;
}

}  // namespace

Result<WavAudio> ParseWav(std::span<const uint8_t> bytes) {
  if (bytes.size() > kMaxWavBytes) {
    return Fail(WrongWav(fmt::format("{} bytes, at most {} are read", bytes.size(), kMaxWavBytes)));
  }
  const Result<Chunks> chunks = FindChunks(bytes);
  if (!chunks) return Fail(chunks.error());
  if (!chunks->data) return Fail(WrongWav("no data chunk"));
  if (!chunks->fmt) return Fail(WrongWav("no fmt chunk before the data chunk"));
  const Result<WavFormat> format = ParseFormat(*chunks->fmt);
  if (!format) return Fail(format.error());
  return WavAudio{format->sample_rate_hz, DecodeWavSamples(*format, *chunks->data)};
}

Result<WavAudio> ReadWav(const std::filesystem::path& path) {
  std::error_code failure;
  const uint64_t size = std::filesystem::file_size(path, failure);
  if (failure) {
    return Fail(Error::NotFound(path.string() + ": " + failure.message()));
  }
  if (size > kMaxWavBytes) {
    return Fail(Error::InvalidArgument(
        fmt::format("{}: {} bytes, at most {} are read", path.string(), size, kMaxWavBytes)));
  }
  std::vector<uint8_t> bytes(size);
  std::ifstream file(path, std::ios::binary);
  if (!file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(size))) {
    return Fail(Error::Unavailable(path.string() + ": cannot be read"));
  }
  Result<WavAudio> wav = ParseWav(bytes);
  if (!wav) return Fail(Error{wav.error().code, path.string() + ": " + wav.error().message, {}});
  return wav;
}

}  // namespace vivavoce::audio
