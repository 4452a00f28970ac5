// An uploaded sound file to mono float32 at the rate the caller wants.
// Formats  wav (audio/wav_file.h), flac, Ogg with Opus or Vorbis, mp3; told by their first bytes,
//          not by a name. Channels are averaged.
//          An mp3 of variable rate without the usual table (Xing) may lose its end.
// Errors   kInvalidArgument, field "file": empty, another format, damaged, longer than allowed.
//          Hostile bytes never crash; the memory used is bounded by `max_seconds`.
// Threads  pure function; takes milliseconds for each second of sound.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/error.h"

namespace vivavoce::audio {

Result<std::vector<float>> DecodeSound(std::span<const uint8_t> bytes, int sample_rate_hz,
                                       int max_seconds);

}  // namespace vivavoce::audio
