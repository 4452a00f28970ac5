#include "audio/sound_encoder.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "audio/sample_convert.h"
#include "audio/sndfile_memory.h"

namespace vivavoce::audio {
namespace {

constexpr std::array kRates{8000, 16000, 22050, 24000, 48000};
// Ogg collects a second in a page unless told otherwise; a listener waits for the first.
constexpr double kOggPageMs = 200;
// Between the highest (0) and the lowest (1) bit rate of the sample rate: about 70 kbit/s at 24
// kHz.
constexpr double kMp3Level = 0.6;

std::string LittleEndian(uint32_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> (8 * i) & 0xff);
  return text;
}

// RIFF sizes of 0xFFFFFFFF: to the end of the stream (audio/wav_file.h).
std::string StreamWavHeader(int rate) {
  const auto hz = static_cast<uint32_t>(rate);
  const std::string unknown = LittleEndian(0xffffffff, 4);
  return "RIFF" + unknown + "WAVEfmt " + LittleEndian(16, 4) + LittleEndian(1, 2) +
         LittleEndian(1, 2) + LittleEndian(hz, 4) + LittleEndian(hz * 2, 4) + LittleEndian(2, 2) +
         LittleEndian(16, 2) + "data" + unknown;
}

class PcmEncoder final : public SoundEncoder {
 public:
  explicit PcmEncoder(std::string header) : header_(std::move(header)) {}
  Result<std::string> Encode(std::span<const float> samples) override {
    const std::vector<uint8_t> bytes = FloatToPcm16Bytes(samples);
    return std::exchange(header_, {}) + std::string(bytes.begin(), bytes.end());
  }
  Result<std::string> Finish() override { return std::exchange(header_, {}); }

 private:
  std::string header_;
};

class SndfileEncoder final : public SoundEncoder {
 public:
  Status Open(int format, int rate) {
    SF_INFO info{};
    info.samplerate = rate;
    info.channels = 1;
    info.format = format;
    SF_VIRTUAL_IO io = SndfileMemory::Functions();
    file_.reset(sf_open_virtual(&io, SFM_WRITE, &info, &memory_));
    if (!file_) return Fail(Error::Internal(fmt::format("libsndfile: {}", sf_strerror(nullptr))));
    sf_command(file_.get(), SFC_SET_CLIPPING, nullptr, SF_TRUE);
    // A stream cannot get the table of contents that a variable rate needs: players would take the
    // first frame's rate for the whole and stop early.
    int mode = SF_BITRATE_MODE_CONSTANT;
    double level = kMp3Level;
    if ((format & SF_FORMAT_TYPEMASK) == SF_FORMAT_MPEG) {
      sf_command(file_.get(), SFC_SET_BITRATE_MODE, &mode, sizeof(mode));
      sf_command(file_.get(), SFC_SET_COMPRESSION_LEVEL, &level, sizeof(level));
    }
    double page = kOggPageMs;
    sf_command(file_.get(), SFC_SET_OGG_PAGE_LATENCY_MS, &page, sizeof(page));
    return {};
  }
  Result<std::string> Encode(std::span<const float> samples) override {
    const auto count = static_cast<sf_count_t>(samples.size());
    if (!file_ || sf_writef_float(file_.get(), samples.data(), count) != count) {
      return Fail(Error::Internal(fmt::format("libsndfile: {}", sf_strerror(file_.get()))));
    }
    return memory_.TakeWritten();
  }
  Result<std::string> Finish() override {
    file_.reset();
    return memory_.TakeWritten();
  }

 private:
  SndfileMemory memory_;
  SndfileHandle file_;  // closed first: it still writes
};

}  // namespace

std::string_view SoundFormatName(SoundFormat format) {
  static constexpr std::string_view kNames[] = {"wav", "pcm", "mp3", "opus", "flac"};
  return kNames[static_cast<size_t>(format)];
}

std::string_view MimeType(SoundFormat format) {
  static constexpr std::string_view kTypes[] = {"audio/wav", "audio/pcm", "audio/mpeg", "audio/ogg",
                                                "audio/flac"};
  return kTypes[static_cast<size_t>(format)];
}

Result<std::unique_ptr<SoundEncoder>> SoundEncoder::Create(SoundFormat format, int sample_rate_hz) {
  const bool known = std::find(kRates.begin(), kRates.end(), sample_rate_hz) != kRates.end();
  if (!known || (format == SoundFormat::kOpus && sample_rate_hz == 22050)) {
    return Fail(Error::InvalidArgument(
        fmt::format("{} Hz is not possible for {}; allowed are 8000, 16000, 24000, 48000{}",
                    sample_rate_hz, SoundFormatName(format),
                    format == SoundFormat::kOpus ? "" : " and 22050"),
        "sample_rate"));
  }
  if (format == SoundFormat::kWav) {
    return std::make_unique<PcmEncoder>(StreamWavHeader(sample_rate_hz));
  }
  if (format == SoundFormat::kPcm) return std::make_unique<PcmEncoder>(std::string());
  auto encoder = std::make_unique<SndfileEncoder>();
  const int codec = format == SoundFormat::kMp3    ? SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III
                    : format == SoundFormat::kOpus ? SF_FORMAT_OGG | SF_FORMAT_OPUS
                                                   : SF_FORMAT_FLAC | SF_FORMAT_PCM_16;
  if (Status opened = encoder->Open(codec, sample_rate_hz); !opened) return Fail(opened.error());
  return encoder;
}

}  // namespace vivavoce::audio
