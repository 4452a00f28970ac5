#include "audio/sound_decoder.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "audio/resampler.h"
#include "audio/sndfile_memory.h"
#include "audio/wav_file.h"

namespace vivavoce::audio {
namespace {

constexpr sf_count_t kBlockFrames = 4096;
constexpr int kMostChannels = 8;

Error Wrong(std::string message) { return Error::InvalidArgument(std::move(message), "file"); }

Error TooLong(int max_seconds) {
  return Wrong(fmt::format("the sound is longer than {} seconds; send it in pieces", max_seconds));
}

bool IsMp3(std::string_view head) {
  if (head.starts_with("ID3")) return true;
  // A frame header: 11 bits set, layer III.
  return head.size() >= 2 && static_cast<uint8_t>(head[0]) == 0xff && (head[1] & 0xe6) == 0xe2;
}

Result<std::vector<float>> DecodeWav(std::span<const uint8_t> bytes, int rate, int max_seconds) {
  auto wav = ParseWav(bytes);
  if (!wav) return Fail(Wrong(wav.error().message));
  if (wav->samples.size() / static_cast<size_t>(wav->sample_rate_hz) >=
      static_cast<size_t>(max_seconds)) {
    return Fail(TooLong(max_seconds));
  }
  auto samples = Resample(wav->samples, wav->sample_rate_hz, rate);
  if (!samples) return Fail(Wrong(samples.error().message));
  return samples;
}

Result<std::vector<float>> DecodeCompressed(std::span<const uint8_t> bytes, int rate,
                                            int max_seconds) {
  SndfileMemory memory(bytes);
  SF_VIRTUAL_IO io = SndfileMemory::Functions();
  SF_INFO info{};
  const SndfileHandle file(sf_open_virtual(&io, SFM_READ, &info, &memory));
  if (!file) return Fail(Wrong(fmt::format("the file cannot be read: {}", sf_strerror(nullptr))));
  if (info.channels < 1 || info.channels > kMostChannels) {
    return Fail(
        Wrong(fmt::format("{} channels; allowed are 1 to {}", info.channels, kMostChannels)));
  }
  auto resampler = Resampler::Create(info.samplerate, rate);
  if (!resampler) return Fail(Wrong(fmt::format("a rate of {} Hz", info.samplerate)));
  const auto most = static_cast<size_t>(rate) * static_cast<size_t>(max_seconds);
  std::vector<float> out, mono;
  std::vector<float> block(static_cast<size_t>(kBlockFrames * info.channels));
  while (true) {
    const sf_count_t frames = sf_readf_float(file.get(), block.data(), kBlockFrames);
    if (frames <= 0) break;
    mono.clear();
    for (sf_count_t i = 0; i < frames; ++i) {
      float sum = 0;
      for (int c = 0; c < info.channels; ++c) {
        sum += block[static_cast<size_t>(i * info.channels + c)];
      }
      sum /= static_cast<float>(info.channels);
      mono.push_back(std::isfinite(sum) ? std::clamp(sum, -1.0f, 1.0f) : 0.0f);
    }
    const std::vector<float> piece = resampler->Process(mono);
    out.insert(out.end(), piece.begin(), piece.end());
    if (out.size() > most) return Fail(TooLong(max_seconds));
  }
  const std::vector<float> rest = resampler->Flush();
  out.insert(out.end(), rest.begin(), rest.end());
  return out;
}

}  // namespace

Result<std::vector<float>> DecodeSound(std::span<const uint8_t> bytes, int sample_rate_hz,
                                       int max_seconds) {
  const std::string_view head(reinterpret_cast<const char*>(bytes.data()),
                              std::min<size_t>(bytes.size(), 16));
  if (head.empty()) return Fail(Wrong("the file is empty"));
  if (head.starts_with("RIFF") || head.starts_with("RF64")) {
    return DecodeWav(bytes, sample_rate_hz, max_seconds);
  }
  if (!head.starts_with("fLaC") && !head.starts_with("OggS") && !IsMp3(head)) {
    return Fail(Wrong("the file is neither wav, flac, ogg (opus, vorbis) nor mp3"));
  }
  auto samples = DecodeCompressed(bytes, sample_rate_hz, max_seconds);
  if (samples && samples->empty()) return Fail(Wrong("there is no sound in the file"));
  return samples;
}

}  // namespace vivavoce::audio
