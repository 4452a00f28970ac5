// Makes the silence at a place in speech exactly as long as asked. Thread safety: pure functions.
#pragma once

#include <cstddef>
#include <vector>

namespace vivavoce::speaking {

struct SetPause {
  size_t at = 0;           // samples were put in or taken out here (index before the change)
  ptrdiff_t inserted = 0;  // negative: taken out
};

// `begin`, `end`: the samples of the mark that becomes the silence. The silence there, quieter than
// -46 dB under the loudest sample's level, is lengthened or shortened to `wanted` samples and made
// digital silence with faded edges; where speech leaves no silence it is faded apart.
SetPause SetSilence(std::vector<float>& samples, size_t begin, size_t end, size_t wanted,
                    int sample_rate_hz);

}  // namespace vivavoce::speaking
