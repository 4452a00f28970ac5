#include "realtime/audio_format.h"

#include <fmt/format.h>

#include <charconv>

#include "audio/g711.h"
#include "audio/sample_convert.h"
#include "base/base64.h"

namespace vivavoce::realtime {
namespace {

constexpr int kEngineRateHz = 24000;
constexpr int kG711RateHz = 8000;

std::string ToBase64(std::span<const float> samples, AudioFormat::Encoding encoding) {
  if (samples.empty()) return {};
  switch (encoding) {
    case AudioFormat::Encoding::kPcm16:
      return EncodeBase64(audio::FloatToPcm16Bytes(samples));
    case AudioFormat::Encoding::kMuLaw:
      return EncodeBase64(audio::FloatToG711(audio::G711Law::kMuLaw, samples));
    case AudioFormat::Encoding::kALaw:
      return EncodeBase64(audio::FloatToG711(audio::G711Law::kALaw, samples));
  }
  return {};
}

}  // namespace

Json AudioFormat::GaObject() const {
  switch (encoding) {
    case Encoding::kMuLaw:
      return {{"type", "audio/pcmu"}};
    case Encoding::kALaw:
      return {{"type", "audio/pcma"}};
    case Encoding::kPcm16:
      break;
  }
  return {{"type", "audio/pcm"}, {"rate", rate_hz}};
}

std::string_view AudioFormat::BetaName() const {
  switch (encoding) {
    case Encoding::kMuLaw:
      return "g711_ulaw";
    case Encoding::kALaw:
      return "g711_alaw";
    case Encoding::kPcm16:
      break;
  }
  return "pcm16";
}

std::string AudioFormat::Word() const { return fmt::format("{}/{}", BetaName(), rate_hz); }

std::optional<AudioFormat> AudioFormat::FromWord(std::string_view word) {
  const size_t slash = word.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const std::string_view name = word.substr(0, slash), rate = word.substr(slash + 1);
  for (const Encoding encoding : {Encoding::kPcm16, Encoding::kMuLaw, Encoding::kALaw}) {
    AudioFormat format{encoding, 0};
    if (format.BetaName() != name) continue;
    const auto read = std::from_chars(rate.data(), rate.data() + rate.size(), format.rate_hz);
    if (read.ec == std::errc() && read.ptr == rate.data() + rate.size()) return format;
  }
  return std::nullopt;
}

void ReadAudioFormat(FieldReader& parent, const char* key, AudioFormat& out) {
  const Json* value = parent.Find(key);
  if (value == nullptr || value->is_null()) return;
  static constexpr AudioFormat kFormats[] = {{},
                                             {AudioFormat::Encoding::kMuLaw, kG711RateHz},
                                             {AudioFormat::Encoding::kALaw, kG711RateHz}};
  if (value->is_object()) {
    FieldReader format(*value, parent.Path(key), parent.offence());
    if (!format.Has("type")) return format.Missing("type");
    const auto kind = format.Choice("type", {"audio/pcm", "audio/pcmu", "audio/pcma"});
    if (!kind) return;
    AudioFormat read = kFormats[*kind];
    if (*kind == 0) format.Integer("rate", read.rate_hz, 8000, 48000);
    out = read;
  } else if (const auto kind = parent.Choice(key, {"pcm16", "g711_ulaw", "g711_alaw"})) {
    out = kFormats[*kind];
  }
}

Result<std::vector<float>> DecodeAudio(std::string_view base64, const AudioFormat& format) {
  const auto bytes = DecodeBase64(base64);
  if (!bytes) return Fail(bytes.error());
  switch (format.encoding) {
    case AudioFormat::Encoding::kMuLaw:
      return audio::G711ToFloat(audio::G711Law::kMuLaw, *bytes);
    case AudioFormat::Encoding::kALaw:
      return audio::G711ToFloat(audio::G711Law::kALaw, *bytes);
    case AudioFormat::Encoding::kPcm16:
      break;
  }
  if (bytes->size() % 2 != 0) {
    return Fail(Error::InvalidArgument(fmt::format(
        "The audio has {} bytes; pcm16 takes two bytes a sample, so the number must be even.",
        bytes->size())));
  }
  return audio::Pcm16BytesToFloat(*bytes);
}

Result<std::string> EncodeClip(std::span<const float> samples, int rate_hz,
                               const AudioFormat& format) {
  auto resampled = audio::Resample(samples, rate_hz, format.rate_hz);
  if (!resampled) return Fail(resampled.error());
  return ToBase64(*resampled, format.encoding);
}

AudioEncoder::AudioEncoder(AudioFormat format) : format_(format) {
  if (format.rate_hz == kEngineRateHz) return;
  // Cannot fail: ReadAudioFormat admits only rates within the resampler's range.
  if (auto made = audio::Resampler::Create(kEngineRateHz, format.rate_hz)) {
    resampler_.emplace(std::move(*made));
  }
}

std::string AudioEncoder::Encode(std::span<const float> samples) {
  if (!resampler_) return ToBase64(samples, format_.encoding);
  return ToBase64(resampler_->Process(samples), format_.encoding);
}

std::string AudioEncoder::Finish() {
  if (!resampler_) return {};
  return ToBase64(resampler_->Flush(), format_.encoding);
}

}  // namespace vivavoce::realtime
