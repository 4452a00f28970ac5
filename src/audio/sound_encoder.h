// Speech to the bytes of a file or stream, piece by piece.
// Formats  wav (PCM16; the header says that the length is unknown, so that it can be sent before
//          the end), pcm (16 bit little-endian, no header), mp3, opus (in Ogg), flac (16 bit).
// Input    mono float32; floats outside [-1, 1] are clipped.
// Rates    8000, 16000, 22050, 24000 or 48000 Hz; opus has no 22050.
// Errors   kInvalidArgument for the rate, kInternal when libsndfile refuses.
// Threads  one at a time.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"

namespace vivavoce::audio {

enum class SoundFormat { kWav, kPcm, kMp3, kOpus, kFlac };

std::string_view SoundFormatName(SoundFormat format);  // "wav"
std::string_view MimeType(SoundFormat format);         // "audio/wav"

class SoundEncoder {
 public:
  static Result<std::unique_ptr<SoundEncoder>> Create(SoundFormat format, int sample_rate_hz);
  virtual ~SoundEncoder() = default;

  // The bytes that are ready; compressed formats keep some of the sound for later.
  virtual Result<std::string> Encode(std::span<const float> samples) = 0;
  virtual Result<std::string> Finish() = 0;  // the rest; call once, at the end
};

}  // namespace vivavoce::audio
