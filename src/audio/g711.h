// ITU-T G.711 companding: one byte a sample, normally at 8 kHz.
// Both laws quantise 16-bit samples on 8 segments of doubling step width (mu-law keeps 14 bits,
// A-law 13), so the error grows with the level and stays near -38 dB below it. Source   ITU-T
// Recommendation G.711 (1988), tables 1a-2b. Every byte decodes; none is an error. Threads  pure
// functions.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace vivavoce::audio {

enum class G711Law { kMuLaw, kALaw };

int16_t DecodeG711(G711Law law, uint8_t code);
uint8_t EncodeG711(G711Law law, int16_t sample);

// Floats as in sample_convert.h.
std::vector<float> G711ToFloat(G711Law law, std::span<const uint8_t> codes);
std::vector<uint8_t> FloatToG711(G711Law law, std::span<const float> samples);

}  // namespace vivavoce::audio
