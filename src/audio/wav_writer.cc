#include "audio/wav_writer.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "audio/resampler.h"
#include "audio/sample_convert.h"

namespace vivavoce::audio {
namespace {

constexpr uint32_t kHeaderBytes = 44;
constexpr uint32_t kStreamSize = 0xffffffffu;

std::vector<uint8_t> MakeHeader(int sample_rate_hz, uint32_t data_bytes) {
  std::vector<uint8_t> header;
  header.reserve(kHeaderBytes);
  const auto tag = [&](std::string_view text) {
    for (const char c : text) header.push_back(static_cast<uint8_t>(c));
  };
  const auto little = [&](uint32_t value, int width) {
    for (int i = 0; i < width; ++i) header.push_back(static_cast<uint8_t>(value >> (8 * i)));
  };
  const auto rate = static_cast<uint32_t>(sample_rate_hz);
  tag("RIFF");
  little(data_bytes == kStreamSize ? kStreamSize : data_bytes + kHeaderBytes - 8, 4);
  tag("WAVEfmt ");
  little(16, 4);  // bytes of the fmt chunk
  little(1, 2);   // PCM
  little(1, 2);   // channels
  little(rate, 4);
  little(rate * 2, 4);  // bytes a second
  little(2, 2);         // bytes a frame
  little(16, 2);        // bits a sample
  tag("data");
  little(data_bytes, 4);
  return header;
}

void Write(std::ofstream& file, std::span<const uint8_t> bytes) {
  file.write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
}

}  // namespace

WavWriter::WavWriter(std::filesystem::path path, std::ofstream file, int sample_rate_hz)
    : path_(std::move(path)), file_(std::move(file)), sample_rate_hz_(sample_rate_hz) {}

WavWriter::~WavWriter() { (void)Close(); }

Result<WavWriter> WavWriter::Create(const std::filesystem::path& path, int sample_rate_hz) {
  if (sample_rate_hz < kMinSampleRateHz || sample_rate_hz > kMaxSampleRateHz) {
    return Fail(Error::InvalidArgument(fmt::format("must be {} to {} Hz, is {}", kMinSampleRateHz,
                                                   kMaxSampleRateHz, sample_rate_hz),
                                       "sample_rate_hz"));
  }
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  Write(file, MakeHeader(sample_rate_hz, kStreamSize));
  file.flush();
  if (!file) return Fail(Error::Unavailable(path.string() + ": cannot be written"));
  return WavWriter(path, std::move(file), sample_rate_hz);
}

Status WavWriter::Append(std::span<const float> samples) {
  if (!file_.is_open()) return Fail(Error::Unavailable(path_.string() + ": already closed"));
  const std::vector<uint8_t> bytes = FloatToPcm16Bytes(samples);
  Write(file_, bytes);
  if (!file_) return Fail(Error::Unavailable(path_.string() + ": cannot be written"));
  data_bytes_ += bytes.size();
  return {};
}

Status WavWriter::Close() {
  if (!file_.is_open()) return {};
  if (data_bytes_ < kStreamSize - kHeaderBytes) {  // else the stream header stays
    file_.seekp(0);
    Write(file_, MakeHeader(sample_rate_hz_, static_cast<uint32_t>(data_bytes_)));
  }
  file_.close();
  if (file_.fail()) return Fail(Error::Unavailable(path_.string() + ": cannot be written"));
  return {};
}

std::vector<uint8_t> EncodeWav(std::span<const float> samples, int sample_rate_hz) {
  const std::vector<uint8_t> data = FloatToPcm16Bytes(samples);
  std::vector<uint8_t> bytes = MakeHeader(sample_rate_hz, static_cast<uint32_t>(data.size()));
  bytes.insert(bytes.end(), data.begin(), data.end());
  return bytes;
}

Status WriteWav(const std::filesystem::path& path, std::span<const float> samples,
                int sample_rate_hz) {
  Result<WavWriter> writer = WavWriter::Create(path, sample_rate_hz);
  if (!writer) return Fail(writer.error());
  if (Status ok = writer->Append(samples); !ok) return ok;
  return writer->Close();
}

}  // namespace vivavoce::audio
