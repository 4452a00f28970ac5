#include "vocoder/channel_sums.h"

#include <algorithm>

namespace vivavoce::vocoder {

void ChannelSums::Reset(int channels, int blocks) {
  channels_ = channels;
  blocks_ = blocks;
  values_.assign(static_cast<size_t>(blocks) * 2 * static_cast<size_t>(channels), 0.0f);
}

Moments ChannelSums::OfRows(double rows) const {
  const auto channels = static_cast<size_t>(channels_);
  Moments moments{std::vector<float>(channels), std::vector<float>(channels)};
  for (size_t c = 0; c < channels; ++c) {
    double sum = 0, squares = 0;
    for (int block = 0; block < blocks_; ++block) {
      sum += values_[Index(block) + c];
      squares += values_[Index(block) + channels + c];
    }
    const double average = sum / rows;
    moments.mean[c] = static_cast<float>(average);
    moments.variance[c] = static_cast<float>(std::max(0.0, squares / rows - average * average));
  }
  return moments;
}

}  // namespace vivavoce::vocoder
