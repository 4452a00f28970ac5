// Sample formats on the wire and in files <-> mono float32 in [-1, 1].
// Scale    1.0 is 32768, so -32768 is exactly -1.0 and 32767 is 0.99997.
// Clipping floats outside [-1, 1] are clipped, not wrapped; NaN becomes 0.
// Threads  pure functions; a Pcm16Decoder has one caller at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace vivavoce::audio {

inline float Pcm16ToFloat(int16_t sample) { return static_cast<float>(sample) / 32768.0f; }
int16_t FloatToPcm16(float sample);  // rounds to nearest

// Little-endian 16 bit. A last odd byte is half a sample and is ignored: where a sample may be
// split over two chunks use Pcm16Decoder.
std::vector<float> Pcm16BytesToFloat(std::span<const uint8_t> bytes);
std::vector<uint8_t> FloatToPcm16Bytes(std::span<const float> samples);

// Decodes a stream of chunks of any length; the odd byte of one chunk waits for the next.
class Pcm16Decoder {
 public:
  std::vector<float> Decode(std::span<const uint8_t> chunk);
  bool holds_half_sample() const { return low_byte_.has_value(); }
  void Reset() { low_byte_.reset(); }

 private:
  std::optional<uint8_t> low_byte_;
};

}  // namespace vivavoce::audio
