// The audio formats of the wire (docs/realtime.md) and the way between their bytes
// and mono float32.
// Threads  AudioFormat is a value; an AudioEncoder has one caller at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "audio/resampler.h"
#include "base/error.h"
#include "realtime/field_reader.h"

namespace vivavoce::realtime {

struct AudioFormat {
  enum class Encoding { kPcm16, kMuLaw, kALaw };
  Encoding encoding = Encoding::kPcm16;
  int rate_hz = 24000;  // 8000 for the laws; [8000, 48000] for pcm16: 24000 is the OpenAI value,
                        // others are an extension
  friend bool operator==(const AudioFormat&, const AudioFormat&) = default;

  Json GaObject() const;              // {"type": "audio/pcm", "rate": 24000}
  std::string_view BetaName() const;  // "pcm16", "g711_ulaw", "g711_alaw"
  // All of it in a word, to be carried by those who need not know ("pcm16/24000"), and back; nullopt
  // for what is no such word.
  std::string Word() const;
  static std::optional<AudioFormat> FromWord(std::string_view word);
};

// The GA object or the beta string; anything else is an offence.
void ReadAudioFormat(FieldReader& parent, const char* key, AudioFormat& out);

// Base64 -> samples at format.rate_hz. kInvalidArgument for wrong base64 and for pcm16 that ends in
// half a sample: each append stands for itself, so a client that splits samples has a bug.
Result<std::vector<float>> DecodeAudio(std::string_view base64, const AudioFormat& format);

// A whole clip at any rate -> base64.
Result<std::string> EncodeClip(std::span<const float> samples, int rate_hz,
                               const AudioFormat& format);

// One stream of 24 kHz samples -> base64 pieces.
class AudioEncoder {
 public:
  explicit AudioEncoder(AudioFormat format);
  std::string Encode(std::span<const float> samples);
  std::string Finish();  // what the resampler still holds; "" if nothing. A new stream begins.

 private:
  AudioFormat format_;
  std::optional<audio::Resampler> resampler_;  // when the rate is not 24 kHz
};

}  // namespace vivavoce::realtime
