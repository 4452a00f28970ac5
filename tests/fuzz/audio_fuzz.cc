// Sound of clients: files of any kind, WAV, and base64 in every format of the wire. Samples are
// finite.
#include <cmath>

#include "audio/g711.h"
#include "audio/sound_decoder.h"
#include "audio/wav_file.h"
#include "base/base64.h"
#include "fuzz.h"
#include "realtime/audio_format.h"

using namespace vivavoce;

namespace {

void CheckFinite(const std::vector<float>& samples) {
  for (const float sample : samples) FUZZ_CHECK(std::isfinite(sample));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::span bytes(data, size);
  if (const auto wav = audio::ParseWav(bytes)) FUZZ_CHECK(wav->sample_rate_hz > 0);
  if (const auto sound = audio::DecodeSound(bytes, 16000, 2)) CheckFinite(*sound);
  const std::string base64 = EncodeBase64(bytes);
  using realtime::AudioFormat;
  for (const AudioFormat& format : {AudioFormat{}, AudioFormat{AudioFormat::Encoding::kMuLaw, 8000},
                                    AudioFormat{AudioFormat::Encoding::kALaw, 8000}}) {
    const auto samples = realtime::DecodeAudio(base64, format);
    if (!samples) continue;
    CheckFinite(*samples);
    // The way back and forth again changes nothing more.
    const auto encoded = realtime::EncodeClip(*samples, format.rate_hz, format);
    FUZZ_CHECK(encoded);
    const auto again = realtime::DecodeAudio(*encoded, format);
    FUZZ_CHECK(again && *again == *samples);
  }
  return 0;
}
